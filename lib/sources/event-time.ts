import type { IntakeProblem } from "@/lib/sources/intake";
import { readIsoDate } from "@/lib/sources/trait-value";

const dayMs = 86_400_000;
// Below this a difference of clocks cannot be told from the way through the network.
const skewToleranceMs = 2_000;

// Numbers below this are seconds: as milliseconds they would lie in the first years after 1970.
const leastMs = 100_000_000_000;

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
	return readTime(sentAt) === null ? `${notATime}; times are not corrected` : null;
}

/** Refuses instants the histories cannot hold: before 1970, or more than 24 hours after `now`. */
export function checkEventTime(at: number, now: number): string | null {
	if (at > now + dayMs) return "is more than 24 hours in the future";
	if (at < 0) return "is before 1970";
	return null;
}

/**
 * When something happened, in our clock: the client's `timestamp`, moved by how far the client's clock (`sentAt`) is
 * off from ours at reception. Without a timestamp it happened when it was sent. A `sentAt` that cannot be read costs
 * nothing but this correction.
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
	const sentAt = readTime(message.sentAt);
	const timestamp = readTime(message.timestamp);
	if (timestamp === null) return { ok: false, field: "timestamp", reason: notATime };
	const skew = sentAt === null ? 0 : receivedAt - sentAt;
	const at = Math.round(Math.abs(skew) > skewToleranceMs ? timestamp + skew : timestamp);
	const problem = checkEventTime(at, receivedAt);
	return problem ? { ok: false, field: "timestamp", reason: problem } : { ok: true, at, ignored };
}
