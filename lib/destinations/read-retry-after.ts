/** How long a network asks to be left alone: `waitMs` is what Muster does, `askedMs` what it was asked for. */
export type RetryAfter = { waitMs: number; askedMs: number };

/** No network is waited for longer than this; then it is asked again, whatever it said. */
export const longestWaitMs = 24 * 3_600_000;

const imf = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
const rfc850 = /^[A-Z][a-z]+day, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/;
const asctime = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/;
const iso = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

// A number this large is an instant: as seconds from now it would be more than thirty years.
const firstInstant = 1e9;
const firstInstantMs = 1e12;

/**
 * When to send again, in every spelling networks use: seconds, a fraction of them, a date, an instant. Null when the
 * answer says nothing that can be understood: a wait nobody can read must become the sender's own, never none at all.
 * The headers' names are in lower case.
 */
export function readRetryAfter(headers: Record<string, string>, now: number): RetryAfter | null {
	const said = readWait(headers["retry-after"], now);
	if (said !== null) return capped(said);
	const left =
		headers["x-ratelimit-remaining"] ?? headers["x-rate-limit-remaining"] ?? headers["ratelimit-remaining"];
	// Some networks put the end of the current window on every answer; with requests left it asks for nothing.
	if (left !== undefined && Number(left) > 0) return null;
	for (const name of [
		"x-ratelimit-reset-after",
		"ratelimit-reset",
		"x-ratelimit-reset",
		"x-rate-limit-reset",
	]) {
		const reset = readWait(headers[name], now);
		if (reset !== null) return capped(reset);
	}
	return null;
}

/** "the network asks for 12 days", when that is longer than Muster waits; null otherwise. */
export function describeLongWait({ waitMs, askedMs }: RetryAfter): string | null {
	if (askedMs <= waitMs) return null;
	const days = Math.ceil(askedMs / 86_400_000);
	return `the network asks for ${days.toLocaleString("en-US")} days`;
}

function capped(askedMs: number): RetryAfter {
	return { waitMs: Math.min(askedMs, longestWaitMs), askedMs };
}

/** Milliseconds from `now`, or null when the text is none of the known spellings. */
function readWait(text: string | undefined, now: number): number | null {
	const value = text?.trim() ?? "";
	if (/^\d{1,18}(\.\d{1,9})?$/.test(value)) {
		const number = Number(value);
		if (number >= firstInstantMs) return Math.max(0, Math.ceil(number - now));
		if (number >= firstInstant) return Math.max(0, Math.ceil(number * 1_000 - now));
		return Math.ceil(number * 1_000);
	}
	const at = readInstant(value, now);
	return at === null ? null : Math.max(0, at - now);
}

function readInstant(value: string, now: number): number | null {
	// Only these forms: Date.parse alone takes "soon 1" for a day in 2001, and an asctime for local time.
	if (imf.test(value) || iso.test(value)) return orNull(Date.parse(value));
	if (asctime.test(value)) return orNull(Date.parse(`${value} GMT`));
	if (!rfc850.test(value)) return null;
	const [, day, month, year = "", clock] = /, (\d{2})-([A-Z][a-z]{2})-(\d{2}) (\S+) GMT$/.exec(value) ?? [];
	const century = Math.floor(new Date(now).getUTCFullYear() / 100) * 100;
	const at = Date.parse(`${day} ${month} ${century + Number(year)} ${clock} GMT`);
	return orNull(at);
}

function orNull(at: number): number | null {
	return Number.isNaN(at) ? null : at;
}
