import { readDay } from "@/lib/kernel/calendar-day";
import { readInstant } from "@/lib/kernel/zoned-time";
import { calendarPeriods, type OperatorOf } from "@/lib/rules/catalog";
import type { DateTest, Stretch } from "@/lib/rules/date-test";
import type { Edge } from "@/lib/rules/leaf-kind";
import {
	type ComparisonProblem,
	isNumber,
	isText,
	noDateText,
	readDateRange,
	readDuration,
	readPair,
	readSpan,
	wrong,
} from "@/lib/rules/read-operand";
import type { Duration } from "@/lib/rules/rule";

type DateReader = (value: unknown, given: { timeZone: string }) => DateTest | ComparisonProblem;

const now: Edge = { kind: "ago", amount: 0, unit: "days" };

function ofDuration(
	read: (length: Duration) => Omit<Extract<DateTest, { is: "dateMoving" }>, "is">,
): DateReader {
	return (value) => {
		const length = readDuration(value);
		return "message" in length ? length : { is: "dateMoving", ...read(length) };
	};
}

const ago = (length: Duration): Edge => ({ kind: "ago", ...length });

const inLast = ofDuration((length) => ({ after: ago(length), upTo: now }));

const fromTo: DateReader = (value) => {
	const span = readSpan(value);
	if ("message" in span) return span;
	const { from, to, unit } = span;
	return { is: "dateMoving", after: ago({ amount: to, unit }), upTo: ago({ amount: from, unit }) };
};

const inThis: DateReader = (value) => {
	const unit = calendarPeriods.find((period) => period === value);
	return unit ? { is: "dateInThis", unit } : wrong("Choose day, week, month, quarter or year");
};

const on: DateReader = (value) => {
	const day = isText(value) ? readDay(value) : null;
	return day === null ? wrong(noDateText(value)) : { is: "dateDays", from: day, to: day + 1 };
};

/** A range bounded by a day or an instant: it starts at its first bound and ends before its second. */
function bounded(boundsOf: (bound: number) => Stretch): DateReader {
	return (value, { timeZone }) => {
		const day = isText(value) ? readDay(value) : null;
		if (day !== null) return { is: "dateDays", ...boundsOf(day) };
		const instant = isText(value) ? readInstant(value, timeZone) : null;
		return instant === null ? wrong(noDateText(value)) : { is: "dateInstants", ...boundsOf(instant) };
	};
}

/** `[from, to)`, of two days or of instants. */
const between: DateReader = (value, { timeZone }) => {
	const pair = readPair(value, isText, "two dates");
	if ("message" in pair) return pair;
	const days = { from: readDay(pair.from), to: readDay(pair.to) };
	if (days.from === null || days.to === null) {
		return readDateRange(pair.from, pair.to, timeZone, "dateInstants");
	}
	return days.from < days.to
		? { is: "dateDays", ...days }
		: wrong("The first date must be before the second");
};

const onWeekday: DateReader = (value) => {
	const days = Array.isArray(value) ? [...new Set<unknown>(value)] : [];
	const isWeekday = (day: unknown): day is number =>
		isNumber(day) && Number.isInteger(day) && day >= 1 && day <= 7;
	if (days.length === 0 || !days.every(isWeekday)) return wrong("Choose at least one day of the week");
	return { is: "dateWeekday", days: days.sort((a, b) => a - b) };
};

const anniversary: DateReader = (value) =>
	isNumber(value) && Number.isInteger(value) && value >= 0 && value <= 365
		? { is: "dateAnniversary", days: value }
		: wrong("Write a whole number of days from 0 to 365");

/** For each operator of dates but presence how it is read. */
export const dateReaders: Record<Exclude<OperatorOf<"date">, "isSet" | "isNotSet">, DateReader> = {
	inLast,
	lessThanAgo: inLast,
	inNext: ofDuration((length) => ({ after: now, upTo: { ...ago(length), ahead: true } })),
	moreThanAgo: ofDuration((length) => ({ after: null, upTo: ago(length) })),
	ago: fromTo,
	inThis,
	on,
	before: bounded((bound) => ({ from: null, to: bound })),
	onOrBefore: bounded((bound) => ({ from: null, to: bound + 1 })),
	after: bounded((bound) => ({ from: bound + 1, to: null })),
	onOrAfter: bounded((bound) => ({ from: bound, to: null })),
	between,
	onWeekday,
	anniversary,
};
