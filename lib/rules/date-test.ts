import { assertNever } from "@/lib/kernel/assert-never";
import { readDay } from "@/lib/kernel/calendar-day";
import { localDayNumber, readInstant, startOfDayNumber } from "@/lib/kernel/zoned-time";
import { type CalendarPeriod, calendarPeriods, type OperatorId } from "@/lib/rules/catalog";
import type { Edge } from "@/lib/rules/leaf-kind";
import {
	type ComparisonProblem,
	isNumber,
	isText,
	nameOf,
	readDateRange,
	readDuration,
	readPair,
	readSpan,
	wrong,
} from "@/lib/rules/read-operand";
import { edgeInstant, periodDays } from "@/lib/rules/window";

/**
 * A question about a date, which is an instant (milliseconds) or a calendar day without a time (days since 1970-01-01). An
 * instant belongs to the day it falls on in the workspace's zone; a day that is asked about time stands for its first instant.
 */
export type DateTest =
	/** from ≤ day < to; null is no bound. */
	| { is: "dateDays"; from: number | null; to: number | null }
	/** from ≤ instant < to. */
	| { is: "dateInstants"; from: number | null; to: number | null }
	/** after < instant ≤ upTo, where both move with asOf. */
	| { is: "dateMoving"; after: Edge | null; upTo: Edge }
	| { is: "dateInThis"; unit: CalendarPeriod }
	/** 1 is Monday. */
	| { is: "dateWeekday"; days: number[] }
	| { is: "dateAnniversary"; days: number };

/** The tests that come down to one stretch of time. */
type StretchTest = Exclude<DateTest, { is: "dateWeekday" | "dateAnniversary" }>;

/** from ≤ value < to; null is no bound. */
export type Stretch = { from: number | null; to: number | null };

const now: Edge = { kind: "ago", amount: 0, unit: "days" };

export function readDateTest(
	operator: OperatorId,
	value: unknown,
	timeZone: string,
): DateTest | ComparisonProblem {
	switch (operator) {
		case "inLast":
		case "lessThanAgo":
		case "inNext":
		case "moreThanAgo": {
			const length = readDuration(value);
			if ("message" in length) return length;
			const edge: Edge = { kind: "ago", ...length };
			if (operator === "inNext") return { is: "dateMoving", after: now, upTo: { ...edge, ahead: true } };
			if (operator === "moreThanAgo") return { is: "dateMoving", after: null, upTo: edge };
			return { is: "dateMoving", after: edge, upTo: now };
		}
		case "ago": {
			const span = readSpan(value);
			if ("message" in span) return span;
			const edge = (amount: number): Edge => ({ kind: "ago", amount, unit: span.unit });
			return { is: "dateMoving", after: edge(span.to), upTo: edge(span.from) };
		}
		case "inThis": {
			const unit = calendarPeriods.find((period) => period === value);
			return unit ? { is: "dateInThis", unit } : wrong("Choose day, week, month, quarter or year");
		}
		case "on":
		case "before":
		case "after":
		case "onOrBefore":
		case "onOrAfter":
			return readFixed(operator, value, timeZone);
		case "between": {
			const pair = readPair(value, isText, "two dates");
			if ("message" in pair) return pair;
			return readStretch(pair.from, pair.to, timeZone);
		}
		case "onWeekday": {
			const days = Array.isArray(value) ? [...new Set<unknown>(value)] : [];
			const isWeekday = (day: unknown): day is number =>
				isNumber(day) && Number.isInteger(day) && day >= 1 && day <= 7;
			if (days.length === 0 || !days.every(isWeekday)) return wrong("Choose at least one day of the week");
			return { is: "dateWeekday", days: days.sort((a, b) => a - b) };
		}
		case "anniversary":
			if (!isNumber(value) || !Number.isInteger(value) || value < 0 || value > 365) {
				return wrong("Expected a whole number of days from 0 to 365");
			}
			return { is: "dateAnniversary", days: value };
		default:
			return { field: "operator", message: `"${operator}" does not work on a date` };
	}
}

function readFixed(
	operator: "on" | "before" | "after" | "onOrBefore" | "onOrAfter",
	value: unknown,
	timeZone: string,
): DateTest | ComparisonProblem {
	const day = isText(value) ? readDay(value) : null;
	if (operator === "on") {
		return day === null
			? wrong(`Expected a day such as 2026-11-22, got ${nameOf(value)}`)
			: { is: "dateDays", from: day, to: day + 1 };
	}
	const isStart = operator === "after" || operator === "onOrAfter";
	// A stretch begins with its first bound and ends before its second.
	const step = operator === "after" || operator === "onOrBefore" ? 1 : 0;
	const bounds = (bound: number): Stretch =>
		isStart ? { from: bound + step, to: null } : { from: null, to: bound + step };
	if (day !== null) return { is: "dateDays", ...bounds(day) };
	const instant = isText(value) ? readInstant(value, timeZone) : null;
	if (instant === null) return wrong(`Expected a date such as 2026-11-22, got ${nameOf(value)}`);
	return { is: "dateInstants", ...bounds(instant) };
}

/** `[from, to)`, of two days or of instants. */
function readStretch(fromText: string, toText: string, timeZone: string): DateTest | ComparisonProblem {
	const days = { from: readDay(fromText), to: readDay(toText) };
	if (days.from !== null && days.to !== null) {
		return days.from < days.to
			? { is: "dateDays", ...days }
			: wrong("The first date must be before the second");
	}
	return readDateRange(fromText, toText, timeZone, "dateInstants");
}

/** The instants that pass, at a moment. */
export function instantsOf(
	test: StretchTest,
	{ asOf, timeZone }: { asOf: number; timeZone: string },
): Stretch {
	switch (test.is) {
		case "dateInstants":
			return { from: test.from, to: test.to };
		case "dateMoving":
			return {
				from: test.after === null ? null : edgeInstant(test.after, asOf, timeZone) + 1,
				to: edgeInstant(test.upTo, asOf, timeZone) + 1,
			};
		case "dateDays":
		case "dateInThis": {
			const { from, to } = test.is === "dateDays" ? test : periodDays(asOf, test.unit, timeZone);
			return {
				from: from === null ? null : startOfDayNumber(from, timeZone),
				to: to === null ? null : startOfDayNumber(to, timeZone),
			};
		}
		default:
			return assertNever(test);
	}
}

/** The days that pass, at a moment: those whose first instant does. */
export function daysOf(test: StretchTest, moment: { asOf: number; timeZone: string }): Stretch {
	if (test.is === "dateDays") return { from: test.from, to: test.to };
	if (test.is === "dateInThis") return periodDays(moment.asOf, test.unit, moment.timeZone);
	const { from, to } = instantsOf(test, moment);
	// The day of the instant just before a bound is the last that begins before it.
	const firstFrom = (bound: number) => localDayNumber(bound - 1, moment.timeZone) + 1;
	return { from: from === null ? null : firstFrom(from), to: to === null ? null : firstFrom(to) };
}

/** The edges of a test that move with asOf. */
export function edgesOf(test: DateTest): Edge[] {
	if (test.is !== "dateMoving") return [];
	return test.after === null ? [test.upTo] : [test.after, test.upTo];
}

export function isDateTest(test: { is: string }): test is DateTest {
	return test.is.startsWith("date");
}
