/** Calendar day in a zone. Month and day count from 1. */
export type LocalDay = { year: number; month: number; day: number };

const formats = new Map<string, Intl.DateTimeFormat>();

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

/** The instant's wall clock in the zone, as milliseconds of a UTC clock showing the same. */
function wallClock(ms: number, timeZone: string): number {
	const part: Record<string, number> = {};
	for (const { type, value } of formatOf(timeZone).formatToParts(ms)) part[type] = Number(value);
	const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
	return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The calendar day an instant falls on in a zone. */
export function localDay(ms: number, timeZone: string): LocalDay {
	const wall = new Date(wallClock(ms, timeZone));
	return { year: wall.getUTCFullYear(), month: wall.getUTCMonth() + 1, day: wall.getUTCDate() };
}

/** The hour, 0 to 23, that a clock in the zone shows at an instant. */
export function localHour(ms: number, timeZone: string): number {
	return new Date(wallClock(ms, timeZone)).getUTCHours();
}

/** Days since 1970-01-01 of a calendar day; 29 February of a year without one is the 28th. */
export function dayNumber({ year, month, day }: LocalDay): number {
	const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
	return Date.UTC(year, month - 1, Math.min(day, lastDay)) / 86_400_000;
}

/** The first instant of a calendar day in a zone: midnight, or the end of the gap that swallows it. */
export function startOfDay(day: LocalDay, timeZone: string): number {
	const midnight = Date.UTC(day.year, day.month - 1, day.day);
	// Two rounds settle the offset; in a gap the later of the two readings is the first instant that exists.
	let guess = midnight - (wallClock(midnight, timeZone) - midnight);
	guess = midnight - (wallClock(guess, timeZone) - guess);
	return wallClock(guess, timeZone) < midnight ? guess + (midnight - wallClock(guess, timeZone)) : guess;
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
	const [, year, month, day, hour, minute, second, fraction, offset] = found;
	const date = { year: Number(year), month: Number(month), day: Number(day) };
	const midnight = Date.UTC(date.year, date.month - 1, date.day);
	const back = new Date(midnight);
	if (back.getUTCMonth() + 1 !== date.month || back.getUTCDate() !== date.day) return null;
	let instant: number;
	if (offset === undefined) instant = startOfDay(date, timeZone);
	else {
		const ms = Number((fraction ?? "").padEnd(3, "0").slice(0, 3));
		const clock =
			midnight + Number(hour) * 3_600_000 + Number(minute) * 60_000 + Number(second ?? 0) * 1000 + ms;
		instant = clock - offsetMs(offset);
	}
	return instant >= earliest && instant <= latest ? instant : null;
}

function offsetMs(offset: string): number {
	if (offset === "Z") return 0;
	const sign = offset.startsWith("-") ? -1 : 1;
	return sign * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6))) * 60_000;
}
