import { assertNever } from "@/lib/kernel/assert-never";
import { type CalendarPeriod, unitMs } from "@/lib/segments/catalog";
import type { Edge } from "@/lib/segments/leaf-kind";
import { readDateRange } from "@/lib/segments/read-comparison";
import type { Duration, EventWindow } from "@/lib/segments/rule";
import { dayNumber, type LocalDay, localDay, startOfDay } from "@/lib/segments/zoned-time";

/** after < time ≤ upTo, in milliseconds; −Infinity is no bound. */
export type Bounds = { after: number; upTo: number };

type Place = { asOf: number; timeZone: string };

/** What a window says at asOf; null when it hangs on a trait of the person: then `boundsSince` says it. */
export function windowBounds(window: EventWindow, { asOf, timeZone }: Place): Bounds | null {
	switch (window.kind) {
		case "any":
			return { after: Number.NEGATIVE_INFINITY, upTo: asOf };
		case "last":
			return { after: shiftInstant(asOf, window, -1, timeZone), upTo: asOf };
		case "before":
			return { after: Number.NEGATIVE_INFINITY, upTo: shiftInstant(asOf, window, -1, timeZone) };
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

/** The edge that moves as time passes: where events leave the window, or come into it. */
export function windowEdge(window: EventWindow): Edge | null {
	if (window.kind === "last" || window.kind === "before") {
		return { kind: "ago", amount: window.amount, unit: window.unit };
	}
	return window.kind === "this" ? { kind: "this", unit: window.unit } : null;
}

/** Where an edge stands at asOf. Never moves back as asOf moves on. */
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
	const today = localDay(instant, timeZone);
	const elapsed = instant - startOfDay(today, timeZone);
	const month = today.year * 12 + today.month - 1 + direction * amount * (unit === "years" ? 12 : 1);
	const target: LocalDay = { year: Math.floor(month / 12), month: (month % 12) + 1, day: today.day };
	const length = new Date(Date.UTC(target.year, target.month, 0)).getUTCDate();
	if (target.day > length) return startOfDay(nextDay({ ...target, day: length }), timeZone);
	return Math.min(startOfDay(target, timeZone) + elapsed, startOfDay(nextDay(target), timeZone));
}

/** The first instant of the running day, week (from Monday), month or year. */
export function startOfPeriod(instant: number, unit: CalendarPeriod, timeZone: string): number {
	return startOfDay(firstDay(localDay(instant, timeZone), unit), timeZone);
}

/** The first instant of the period after the running one. */
export function startOfNextPeriod(instant: number, unit: CalendarPeriod, timeZone: string): number {
	const first = firstDay(localDay(instant, timeZone), unit);
	if (unit === "day") return startOfDay(nextDay(first), timeZone);
	if (unit === "week") return startOfDay(dayOf(dayNumber(first) + 7), timeZone);
	if (unit === "year") return startOfDay({ ...first, year: first.year + 1 }, timeZone);
	const month = first.year * 12 + first.month;
	return startOfDay({ year: Math.floor(month / 12), month: (month % 12) + 1, day: 1 }, timeZone);
}

function firstDay(day: LocalDay, unit: CalendarPeriod): LocalDay {
	switch (unit) {
		case "day":
			return day;
		case "week": {
			// 1970-01-01 was a Thursday.
			const number = dayNumber(day);
			return dayOf(number - ((((number + 3) % 7) + 7) % 7));
		}
		case "month":
			return { ...day, day: 1 };
		case "year":
			return { year: day.year, month: 1, day: 1 };
	}
}

function nextDay(day: LocalDay): LocalDay {
	return dayOf(dayNumber(day) + 1);
}

function dayOf(number: number): LocalDay {
	const date = new Date(number * unitMs.days);
	return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}
