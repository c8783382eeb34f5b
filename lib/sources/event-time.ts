import type { IntakeProblem } from "@/lib/sources/intake";
import { readIsoDate } from "@/lib/sources/trait-value";

const dayMs = 86_400_000;
// Below this, clock skew cannot be told from network latency.
const skewToleranceMs = 2_000;

// Numbers below this are seconds: as milliseconds they would lie in the first years after 1970.
const leastMs = 100_000_000_000;

// Clocks that were never set begin in 1970, and so do numbers that are no times: nothing is stored there.
const firstMs = Date.UTC(1971, 0, 1);
const lastMs = Date.UTC(9999, 0, 1);

export type EventTime =
	| { ok: true; at: number; ignored: IntakeProblem[] }
	| { ok: false; field: "timestamp"; reason: string };

/** Milliseconds since 1970 of an instant in ISO 8601, or of a number of seconds or milliseconds. */
function readTime(value: unknown): number | null {
	if (typeof value === "number") {
		if (!Number.isFinite(value)) return null;
		return Math.abs(value) < leastMs ? value * 1000 : value;
	}
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.getTime();
	return typeof value === "string" ? readIsoDate(value) : null;
}

const notATime = "must be a date and time in ISO 8601, or a number of seconds or milliseconds since 1970";

/** Why the clock of a sender cannot be read from `sentAt`; null when it can, or is not given. */
export function checkSentAt(sentAt: unknown): string | null {
	if (sentAt === undefined || sentAt === null) return null;
	const ms = readTime(sentAt);
	if (ms === null) return `${notATime}; times are not corrected`;
	return ms < 0 || ms > lastMs ? "is no time of any clock; times are not corrected" : null;
}

/** Refuses instants the histories do not hold: before 1971, or more than 24 hours after `now`. */
export function checkEventTime(at: number, now: number): string | null {
	if (at > now + dayMs) return "is more than 24 hours in the future";
	if (at < firstMs) return "is before 1971: give the time when it happened, or leave it out";
	return null;
}

/**
 * When something happened, by our clock: the client's `timestamp`, corrected by the difference between the
 * client's clock (`sentAt`) and ours at reception. Without a timestamp, when it was sent. A `sentAt` that
 * cannot be read, or that makes a valid timestamp impossible, only disables this correction.
 */
export function correctEventTime(
	message: { timestamp?: unknown; sentAt?: unknown },
	receivedAt: number,
): EventTime {
	const problemOfClock = checkSentAt(message.sentAt);
	const ignored = problemOfClock === null ? [] : [{ field: "sentAt", reason: problemOfClock }];
	if (message.timestamp === undefined || message.timestamp === null) {
		return { ok: true, at: receivedAt, ignored };
	}
	const timestamp = readTime(message.timestamp);
	if (timestamp === null) return { ok: false, field: "timestamp", reason: notATime };
	const plain = Math.round(timestamp);
	const sentAt = problemOfClock === null ? readTime(message.sentAt) : null;
	const skew = sentAt === null ? 0 : receivedAt - sentAt;
	const at = Math.abs(skew) > skewToleranceMs ? Math.round(timestamp + skew) : plain;
	const problem = checkEventTime(at, receivedAt);
	if (problem === null) return { ok: true, at, ignored };
	if (at === plain || checkEventTime(plain, receivedAt) !== null)
		return { ok: false, field: "timestamp", reason: problem };
	const reason = "does not fit the timestamp; times are not corrected";
	return { ok: true, at: plain, ignored: [{ field: "sentAt", reason }] };
}
