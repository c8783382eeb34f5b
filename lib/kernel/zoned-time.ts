import { type CalendarDay, calendarDay, dayMs, dayNumber, existingDay } from "@/lib/kernel/calendar-day";

/**
 * A zone's clock changes `at` this instant, from being `before` ahead of UTC to being `after`. Milliseconds.
 */
type Change = { at: number; before: number; after: number };
/** A stretch of time: how far ahead the clock is at its start, and its changes within it. */
type Cell = { offset: number; changes: readonly Change[] };

// The closest two changes of any zone that cancel each other are almost four days apart (Freetown, 1939), so that a
// stretch this long whose ends agree has no change in it.
const cellMs = 2 * dayMs;
/** Some five centuries; dates of made-up years must not fill the memory. */
const maxCells = 100_000;
const formats = new Map<string, Intl.DateTimeFormat>();
const cellsByZone = new Map<string, Map<number, Cell>>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
	let format = formats.get(timeZone);
	if (!format) {
		format = new Intl.DateTimeFormat("en-US", {
			timeZone,
			calendar: "iso8601",
			numberingSystem: "latn",
			year: "numeric",
			month: "numeric",
			day: "numeric",
			hour: "numeric",
			minute: "numeric",
			second: "numeric",
			hourCycle: "h23",
		});
		formats.set(timeZone, format);
	}
	return format;
}

/** How far the clock is ahead at a whole second, from the platform. */
function readOffset(ms: number, timeZone: string): number {
	const part: Record<string, number> = {};
	for (const { type, value } of formatOf(timeZone).formatToParts(ms)) part[type] = Number(value);
	const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
	return Date.UTC(year, month - 1, day, hour, minute, second) - ms;
}

/** Changes after `from` and up to `to`, to the second. */
function findChanges(from: number, before: number, to: number, after: number, zone: string): Change[] {
	if (before === after) return [];
	if (to - from <= 1000) return [{ at: to, before, after }];
	const middle = Math.floor((from + to) / 2000) * 1000;
	const offset = readOffset(middle, zone);
	return [
		...findChanges(from, before, middle, offset, zone),
		...findChanges(middle, offset, to, after, zone),
	];
}

function cellsOf(timeZone: string): Map<number, Cell> {
	let cells = cellsByZone.get(timeZone);
	if (!cells) {
		cells = new Map();
		cellsByZone.set(timeZone, cells);
	}
	return cells;
}

/** The stretch of a number; its changes are at its first millisecond or later. */
function cellAt(index: number, timeZone: string): Cell {
	const cells = cellsOf(timeZone);
	let cell = cells.get(index);
	if (!cell) {
		const from = index * cellMs - 1000;
		const to = from + cellMs;
		const offset = readOffset(from, timeZone);
		if (cells.size >= maxCells) cells.clear();
		cell = { offset, changes: findChanges(from, offset, to, readOffset(to, timeZone), timeZone) };
		cells.set(index, cell);
	}
	return cell;
}

function offsetIn({ offset, changes }: Cell, ms: number): number {
	let found = offset;
	for (const change of changes) if (change.at <= ms) found = change.after;
	return found;
}

/** How far a clock in the zone is ahead of UTC at an instant, in milliseconds. */
export function offsetAt(ms: number, timeZone: string): number {
	return timeZone === "UTC" ? 0 : offsetIn(cellAt(Math.floor(ms / cellMs), timeZone), ms);
}

/**
 * The instants at which a clock of the zone shows `wall` (milliseconds of a UTC clock showing the same): none
 * when it is skipped, two when clocks are moved back over it. Oldest first. `skip` is the change that skips
 * it.
 */
function instantsOf(wall: number, timeZone: string): { shown: number[]; skip: Change | null } {
	const changes: Change[] = [];
	// No clock is a whole day ahead or behind.
	const last = Math.floor((wall + dayMs) / cellMs);
	for (let index = Math.floor((wall - dayMs) / cellMs); index <= last; index++) {
		changes.push(...cellAt(index, timeZone).changes);
	}
	const shown: number[] = [];
	let offset = changes[0]?.before ?? offsetAt(wall, timeZone);
	let since = Number.NEGATIVE_INFINITY;
	let skip: Change | null = null;
	for (const change of [...changes, null]) {
		const instant = wall - offset;
		if (instant >= since && (change === null || instant < change.at)) shown.push(instant);
		if (change === null) break;
		if (change.at + change.before <= wall && wall < change.at + change.after) skip = change;
		offset = change.after;
		since = change.at;
	}
	return { shown, skip };
}

/**
 * The instant at which a wall clock of the zone shows `wall` (given as if it were UTC). Of two such instants,
 * when clocks go back, the first; a skipped time is moved forward by the skip.
 */
export function zonedToUtc(wall: number, timeZone: string): number {
	if (timeZone === "UTC") return wall;
	const { shown, skip } = instantsOf(wall, timeZone);
	return shown[0] ?? wall - (skip?.before ?? 0);
}

/**
 * The first instant of a day (since 1970-01-01) in a zone: its midnight, or the end of the gap that swallows it. Where
 * clocks go back from past midnight into the day before, it is the second midnight, so that days never overlap; the
 * warehouse's engine counts days the same way.
 */
export function startOfDayNumber(day: number, timeZone: string): number {
	const midnight = day * dayMs;
	if (timeZone === "UTC") return midnight;
	const { shown, skip } = instantsOf(midnight, timeZone);
	const [first, second] = shown;
	if (first === undefined) return skip?.at ?? midnight;
	if (second === undefined) return first;
	// Back to midnight exactly repeats nothing of the day before.
	return offsetAt(second - 1, timeZone) === offsetAt(second, timeZone) ? second : first;
}

/** The first instant of a calendar day in a zone. */
export function startOfDay(day: CalendarDay, timeZone: string): number {
	return startOfDayNumber(dayNumber(day), timeZone);
}

/** The day (since 1970-01-01) that an instant belongs to in a zone. */
export function localDayNumber(ms: number, timeZone: string): number {
	if (timeZone === "UTC") return Math.floor(ms / dayMs);
	const cell = cellAt(Math.floor(ms / cellMs), timeZone);
	const day = Math.floor((ms + offsetIn(cell, ms)) / dayMs);
	if (cell.changes.length === 0) return day;
	if (ms < startOfDayNumber(day, timeZone)) return day - 1;
	return ms >= startOfDayNumber(day + 1, timeZone) ? day + 1 : day;
}

/** The calendar day that an instant belongs to in a zone. */
export function localDay(ms: number, timeZone: string): CalendarDay {
	return calendarDay(localDayNumber(ms, timeZone));
}

/** The hour, 0 to 23, that a clock in the zone shows at an instant. */
export function localHour(ms: number, timeZone: string): number {
	const wall = ms + offsetAt(ms, timeZone);
	return Math.floor((((wall % dayMs) + dayMs) % dayMs) / 3_600_000);
}

const earliest = Date.UTC(1900, 0, 1);
const latest = Date.UTC(2300, 0, 1) - 1;
const grammar =
	/^(\d{4})-(\d{2})-(\d{2})(?:T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?(Z|[+-](?:0\d|1[0-4]):[0-5]\d))?$/;

/**
 * Reads `2026-11-22` or `2026-11-22T09:41:00.123+01:00` strictly; null for anything else, for days that do not exist and
 * for years outside 1900–2299. A bare day is its first instant in `timeZone`.
 */
export function readInstant(text: string, timeZone: string): number | null {
	const found = grammar.exec(text);
	if (!found) return null;
	const [, year, month, dayOfMonth, hour, minute, second, fraction, offset] = found;
	const day = existingDay(Number(year), Number(month), Number(dayOfMonth));
	if (day === null) return null;
	let instant: number;
	if (offset === undefined) instant = startOfDayNumber(day, timeZone);
	else {
		const ms = Number((fraction ?? "").padEnd(3, "0").slice(0, 3));
		const time = Number(hour) * 3_600_000 + Number(minute) * 60_000 + Number(second ?? 0) * 1000 + ms;
		instant = day * dayMs + time - offsetMs(offset);
	}
	return instant >= earliest && instant <= latest ? instant : null;
}

function offsetMs(offset: string): number {
	if (offset === "Z") return 0;
	const sign = offset.startsWith("-") ? -1 : 1;
	return sign * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6))) * 60_000;
}
