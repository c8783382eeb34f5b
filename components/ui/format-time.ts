/** Exact time with its zone: "22 Nov 2026, 09:41:12 CET". Without a zone, the viewer's own. */
export function formatDateTime(at: string | Date, timeZone?: string): string {
	return new Intl.DateTimeFormat("en-GB", {
		day: "numeric",
		month: "short",
		year: "numeric",
		hour: "2-digit",
		minute: "2-digit",
		second: "2-digit",
		hourCycle: "h23",
		timeZoneName: "short",
		...(timeZone ? { timeZone } : {}),
	}).format(new Date(at));
}

/** "09:41"; on another day than `at`, with the date. Without a zone, the viewer's own. */
export function formatClock(instant: string | number, at: number, timeZone?: string): string {
	const date = new Date(instant);
	const zone = timeZone ? { timeZone } : {};
	const day = formatDate(date, timeZone);
	const today = formatDate(new Date(at), timeZone);
	const options: Intl.DateTimeFormatOptions =
		day === today
			? { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...zone }
			: { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...zone };
	if (day.slice(-4) !== today.slice(-4)) options.year = "numeric";
	return new Intl.DateTimeFormat("en-GB", options).format(date);
}

/** "22 Nov 2026". */
export function formatDate(at: string | Date, timeZone?: string): string {
	return new Intl.DateTimeFormat("en-GB", {
		day: "numeric",
		month: "short",
		year: "numeric",
		...(timeZone ? { timeZone } : {}),
	}).format(new Date(at));
}

/** A stored date, which may be a day without a time: that day is the same everywhere. Instants are in UTC. */
export function formatStoredDate(text: string): string {
	if (Number.isNaN(Date.parse(text))) return text;
	return text.includes("T") ? formatDateTime(text, "UTC") : formatDate(text, "UTC");
}

const steps: [limitSec: number, divisor: number, word: string][] = [
	[3600, 60, "min"],
	[86_400, 3600, "h"],
	[7 * 86_400, 86_400, "d"],
];

/** "just now", "3 min ago", "in 2 h"; more than a week away, the date. */
export function formatRelative(at: string | Date, nowMs: number, timeZone?: string): string {
	const deltaSec = (nowMs - new Date(at).getTime()) / 1000;
	const distance = Math.abs(deltaSec);
	if (distance < 45) return "just now";
	for (const [limitSec, divisor, word] of steps) {
		if (distance < limitSec) {
			const count = Math.max(1, Math.round(distance / divisor));
			return deltaSec >= 0 ? `${count} ${word} ago` : `in ${count} ${word}`;
		}
	}
	return formatDate(at, timeZone);
}

/** "4.2 s", "3 min 20 s", "2 h 5 min". */
export function formatDuration(ms: number): string {
	if (ms < 1000) return `${Math.round(ms)} ms`;
	const seconds = ms / 1000;
	if (seconds < 10) return `${seconds.toFixed(1)} s`;
	if (seconds < 60) return `${Math.round(seconds)} s`;
	const minutes = Math.floor(seconds / 60);
	if (minutes < 60) return inTwo(minutes, "min", Math.floor(seconds % 60), "s");
	const hours = Math.floor(minutes / 60);
	if (hours < 24) return inTwo(hours, "h", minutes % 60, "min");
	return inTwo(Math.floor(hours / 24), "d", hours % 24, "h");
}

/** "2 h 5 min"; the smaller unit only where there is some of it. */
function inTwo(large: number, largeUnit: string, small: number, smallUnit: string): string {
	return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
