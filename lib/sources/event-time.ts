const dayMs = 86_400_000;
// Below this a difference of clocks cannot be told from the way through the network.
const skewToleranceMs = 2_000;

export type EventTime =
	| { ok: true; at: number }
	| { ok: false; field: "timestamp" | "sentAt"; reason: string };

function readTime(value: unknown): number | null {
	if (typeof value === "number") return Number.isFinite(value) ? value : null;
	if (value instanceof Date) return value.getTime();
	if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d/.test(value)) return null;
	const ms = Date.parse(value);
	return Number.isNaN(ms) ? null : ms;
}

/** Refuses instants the histories cannot hold: before 1970, or more than 24 hours after `now`. */
export function checkEventTime(at: number, now: number): string | null {
	if (at > now + dayMs) return "is more than 24 hours in the future";
	if (at < 0) return "is before 1970";
	return null;
}

/**
 * When something happened, in our clock: the client's `timestamp`, moved by how far the client's clock (`sentAt`) is
 * off from ours at reception. Without a timestamp it happened when it was sent.
 */
export function correctEventTime(
	message: { timestamp?: unknown; sentAt?: unknown },
	receivedAt: number,
): EventTime {
	let sentAt: number | null = null;
	if (message.sentAt !== undefined && message.sentAt !== null) {
		sentAt = readTime(message.sentAt);
		if (sentAt === null) return { ok: false, field: "sentAt", reason: "must be a date and time in ISO 8601" };
	}
	if (message.timestamp === undefined || message.timestamp === null) return { ok: true, at: receivedAt };
	const timestamp = readTime(message.timestamp);
	if (timestamp === null)
		return { ok: false, field: "timestamp", reason: "must be a date and time in ISO 8601" };
	const skew = sentAt === null ? 0 : receivedAt - sentAt;
	const at = Math.round(Math.abs(skew) > skewToleranceMs ? timestamp + skew : timestamp);
	const problem = checkEventTime(at, receivedAt);
	return problem ? { ok: false, field: "timestamp", reason: problem } : { ok: true, at };
}
