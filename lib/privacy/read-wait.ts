import type { Erasure } from "@/lib/privacy/api";

/**
 * Until when (milliseconds) an erasure can do nothing: all that is open are removals that may not be asked again yet.
 * Null when there is something to do at `now`.
 */
export function readWait(erasure: Erasure, now: number): number | null {
	if (erasure.status === "finished" || erasure.clearedAt === null || erasure.error !== null) return null;
	const open = erasure.removals.filter(({ confirmedAt }) => confirmedAt === null);
	const until = Math.min(...open.map(({ retryAt }) => (retryAt === null ? now : Date.parse(retryAt))));
	return Number.isFinite(until) && until > now ? until : null;
}
