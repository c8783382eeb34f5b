import { assertNever } from "@/lib/kernel/assert-never";
import { calendarDay, dayNumber, weekdayOf } from "@/lib/kernel/calendar-day";
import { localDayNumber, startOfDayNumber } from "@/lib/kernel/zoned-time";
import { type CalendarPeriod, unitMs } from "@/lib/rules/catalog";
import type { Edge } from "@/lib/rules/leaf-kind";
import { readDateRange } from "@/lib/rules/read-operand";
import type { Duration, EventWindow } from "@/lib/rules/rule";

/** after < time ≤ upTo, in milliseconds; −Infinity is no bound. */
export type Bounds = { after: number; upTo: number };

type Place = { asOf: number; timeZone: string };

/**
 * A window's bounds at asOf; null when it depends on a trait of the person: then `boundsSince` returns them.
 */
export function windowBounds(window: EventWindow, { asOf, timeZone }: Place): Bounds | null {
	switch (window.kind) {
		case "any":
			return { after: Number.NEGATIVE_INFINITY, upTo: asOf };
		case "last":
			return { after: shiftInstant(asOf, window, -1, timeZone), upTo: asOf };
		case "before":
			return { after: Number.NEGATIVE_INFINITY, upTo: shiftInstant(asOf, window, -1, timeZone) };
		case "ago": {
			const ago = (amount: number) => shiftInstant(asOf, { amount, unit: window.unit }, -1, timeZone);
			return { after: ago(window.to), upTo: ago(window.from) };
		}
		case "this":
			return { after: startOfPeriod(asOf, window.unit, timeZone) - 1, upTo: asOf };
		case "between": {
			const range = readDateRange(window.from, window.to, timeZone, "range");
			if ("message" in range) throw new Error(range.message);
			return { after: range.from - 1, upTo: Math.min(range.to - 1, asOf) };
		}
		case "sinceTrait":
			return null;
		default:
			return assertNever(window);
	}
}

/** The bounds of a window that begins at the instant in a trait. */
export function boundsSince(since: number, asOf: number): Bounds {
	return { after: since - 1, upTo: asOf };
}

/** The edges that move as time passes: where events leave the window (`after`), and come into it (`upTo`). */
export function windowEdges(window: EventWindow): { after: Edge | null; upTo: Edge | null } {
	const ago = (amount: number, unit: Duration["unit"]): Edge => ({ kind: "ago", amount, unit });
	switch (window.kind) {
		case "last":
			return { after: ago(window.amount, window.unit), upTo: null };
		case "before":
			return { after: null, upTo: ago(window.amount, window.unit) };
		case "ago":
			return { after: ago(window.to, window.unit), upTo: ago(window.from, window.unit) };
		case "this":
			return { after: { kind: "this", unit: window.unit }, upTo: null };
		default:
			return { after: null, upTo: null };
	}
}

/** The position of an edge at asOf. Never moves back as asOf moves on. */
export function edgeInstant(edge: Edge, asOf: number, timeZone: string): number {
	if (edge.kind === "this") return startOfPeriod(asOf, edge.unit, timeZone) - 1;
	return shiftInstant(asOf, edge, edge.ahead ? 1 : -1, timeZone);
}

/** The first asOf at which an edge has reached an instant. */
export function whenReached(edge: Edge, instant: number, timeZone: string): number {
	const isExact = edge.kind === "ago" && edge.unit !== "months" && edge.unit !== "years";
	if (isExact) {
		const ms = edge.amount * unitMs[edge.unit as keyof typeof unitMs]; // Safe because the unit is an exact one.
		return edge.ahead ? instant - ms : instant + ms;
	}
	const years = edge.kind === "ago" ? (edge.unit === "years" ? edge.amount : edge.amount / 12) + 1 : 2;
	const reach = Math.ceil(years) * 366 * unitMs.days;
	let low = instant - reach;
	let high = instant + reach;
	while (low < high) {
		const middle = Math.floor((low + high) / 2);
		if (edgeInstant(edge, middle, timeZone) >= instant) high = middle;
		else low = middle + 1;
	}
	return low;
}

/**
 * An instant moved by a duration. Months and years keep the day of the month and the time since midnight; a day that
 * the month does not have becomes the first instant of the next month, so that a later instant never lands earlier.
 */
export function shiftInstant(
	instant: number,
	{ amount, unit }: Duration,
	direction: 1 | -1,
	timeZone: string,
): number {
	if (unit !== "months" && unit !== "years") return instant + direction * amount * unitMs[unit];
	const today = localDayNumber(instant, timeZone);
	const elapsed = instant - startOfDayNumber(today, timeZone);
	const { year, month, day } = calendarDay(today);
	const months = year * 12 + month - 1 + direction * amount * (unit === "years" ? 12 : 1);
	const first = firstOfMonth(months);
	const target = first + day - 1;
	const next = firstOfMonth(months + 1);
	if (target >= next) return startOfDayNumber(next, timeZone);
	return Math.min(startOfDayNumber(target, timeZone) + elapsed, startOfDayNumber(target + 1, timeZone));
}

/** The first day of a month, as months since the year 0. */
function firstOfMonth(months: number): number {
	return dayNumber({ year: Math.floor(months / 12), month: (((months % 12) + 12) % 12) + 1, day: 1 });
}

/** The running day, week (from Monday), month, quarter or year, as days since 1970-01-01: the first, and the one after the last. */
export function periodDays(
	instant: number,
	unit: CalendarPeriod,
	timeZone: string,
): { from: number; to: number } {
	const today = localDayNumber(instant, timeZone);
	const { year, month } = calendarDay(today);
	const months = year * 12 + month - 1;
	switch (unit) {
		case "day":
			return { from: today, to: today + 1 };
		case "week": {
			const monday = today - weekdayOf(today) + 1;
			return { from: monday, to: monday + 7 };
		}
		case "month":
			return { from: firstOfMonth(months), to: firstOfMonth(months + 1) };
		case "quarter": {
			const first = months - (months % 3);
			return { from: firstOfMonth(first), to: firstOfMonth(first + 3) };
		}
		case "year":
			return { from: firstOfMonth(year * 12), to: firstOfMonth((year + 1) * 12) };
		default:
			return assertNever(unit);
	}
}

/** The first instant of the running period. */
function startOfPeriod(instant: number, unit: CalendarPeriod, timeZone: string): number {
	return startOfDayNumber(periodDays(instant, unit, timeZone).from, timeZone);
}

/** The first instant of the period after the running one. */
export function startOfNextPeriod(instant: number, unit: CalendarPeriod, timeZone: string): number {
	return startOfDayNumber(periodDays(instant, unit, timeZone).to, timeZone);
}
