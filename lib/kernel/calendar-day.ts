/** Days of the calendar (Gregorian, as ISO 8601 has it), without a zone or a time. */

/** Month and day count from 1. */
export type CalendarDay = { year: number; month: number; day: number };

export const dayMs = 86_400_000;

/** Days since 1970-01-01 of a calendar day; 29 February of a year without one is the 28th. */
export function dayNumber({ year, month, day }: CalendarDay): number {
	const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
	return Date.UTC(year, month - 1, Math.min(day, lastDay)) / dayMs;
}

/** The calendar day of a number of days since 1970-01-01. */
export function calendarDay(number: number): CalendarDay {
	const date = new Date(number * dayMs);
	return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** 1 is Monday, 7 is Sunday. */
export function weekdayOf(number: number): number {
	// 1970-01-01 was a Thursday.
	return ((((number + 3) % 7) + 7) % 7) + 1;
}

/** `2026-11-22`. */
export function formatDay(number: number): string {
	return new Date(number * dayMs).toISOString().slice(0, 10);
}

/** The number of a day that exists in a year from 1900 to 2299; null for any other. */
export function existingDay(year: number, month: number, day: number): number | null {
	if (year < 1900 || year > 2299) return null;
	const date = new Date(Date.UTC(year, month - 1, day));
	const exists = date.getUTCMonth() + 1 === month && date.getUTCDate() === day;
	return exists ? date.getTime() / dayMs : null;
}

/** Reads `2026-11-22`; null for anything else, for days that do not exist and for years outside 1900–2299. */
export function readDay(text: string): number | null {
	const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
	return found && existingDay(Number(found[1]), Number(found[2]), Number(found[3]));
}
