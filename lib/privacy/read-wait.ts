import type { Erasure } from "@/lib/privacy/api";

/**
 * Until when (milliseconds) an erasure can do nothing: everything open is a removal that must still wait.
 * Null when there is something to do at `now`.
 */
export function readWait(erasure: Erasure, now: number): number | null {
	if (erasure.status === "finished" || erasure.clearedAt === null || erasure.error !== null) return null;
	const open = erasure.removals.filter(
		({ confirmedAt, givenUpAt }) => confirmedAt === null && givenUpAt === null,
	);
	const until = Math.min(...open.map(({ retryAt }) => (retryAt === null ? now : Date.parse(retryAt))));
	return Number.isFinite(until) && until > now ? until : null;
}
