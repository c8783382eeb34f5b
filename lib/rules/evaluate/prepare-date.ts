import { calendarDay, dayNumber, readDay, weekdayOf } from "@/lib/kernel/calendar-day";
import { localDayNumber, readInstant, startOfDayNumber } from "@/lib/kernel/zoned-time";
import { type DateTest, daysOf, edgesOf, instantsOf, type Stretch } from "@/lib/rules/date-test";
import { earliest } from "@/lib/rules/next-instant";
import { startOfNextPeriod, whenReached } from "@/lib/rules/window";

type Place = { asOf: number; timeZone: string };

/** A date that is there: an instant in milliseconds, or a day since 1970-01-01. */
export type DateValue = { type: "date" | "day"; value: number };

/** A date in the text of a property; null when it is not one. */
export function readDateValue(text: unknown): DateValue | null {
	if (typeof text !== "string") return null;
	const day = readDay(text);
	if (day !== null) return { type: "day", value: day };
	const instant = readInstant(text, "UTC");
	return instant === null ? null : { type: "date", value: instant };
}

/** The instant a date counts as where a time is needed: for a day its first. */
export function instantOf({ type, value }: DateValue, timeZone: string): number {
	return type === "day" ? startOfDayNumber(value, timeZone) : value;
}

/** A test on an existing date. */
export function prepareDateTest(test: DateTest, place: Place): (date: DateValue) => boolean {
	const { asOf, timeZone } = place;
	const dayOf = ({ type, value }: DateValue) => (type === "day" ? value : localDayNumber(value, timeZone));
	switch (test.is) {
		case "dateWeekday":
			return (date) => test.days.includes(weekdayOf(dayOf(date)));
		case "dateAnniversary": {
			const today = localDayNumber(asOf, timeZone);
			return (date) => hasAnniversary(dayOf(date), test.days, today);
		}
		case "dateDays":
		case "dateInThis": {
			const days = daysOf(test, place);
			const instants = instantsOf(test, place);
			return ({ type, value }) => isIn(type === "day" ? days : instants, value);
		}
		default: {
			const instants = instantsOf(test, place);
			return (date) => isIn(instants, instantOf(date, timeZone));
		}
	}
}

function isIn({ from, to }: Stretch, value: number): boolean {
	return (from === null || value >= from) && (to === null || value < to);
}

/** Whether a day's anniversary, in a later year than its own, falls today or within `days` days. */
function hasAnniversary(day: number, days: number, today: number): boolean {
	const born = calendarDay(day);
	const { year: thisYear } = calendarDay(today);
	return [thisYear, thisYear + 1].some((year) => {
		const wait = dayNumber({ ...born, year }) - today;
		return year > born.year && wait >= 0 && wait <= days;
	});
}

/** When time alone may next change the answer for a date. */
export function nextOfDate(test: DateTest, date: DateValue, { asOf, timeZone }: Place): number | null {
	if (test.is === "dateInThis") return startOfNextPeriod(asOf, test.unit, timeZone);
	if (test.is === "dateAnniversary") return startOfNextPeriod(asOf, "day", timeZone);
	const instant = instantOf(date, timeZone);
	const reached = edgesOf(test).map((edge) => whenReached(edge, instant, timeZone));
	return earliest(...reached.map((at) => (at > asOf ? at : null)));
}
