import { localDayNumber, startOfDayNumber } from "@/lib/kernel/zoned-time";

/** Windows move and people age: everything is computed again after this long, whatever has come in. */
const everyMs = 3_600_000;

/** Errors that need a change are retried after this long; those that may pass on their own, sooner. */
export const retryTraitMs = 15 * 60_000;
export const retryPassingMs = 60_000;

type Fresh = {
	kind: string;
	asOf: Date | null;
	servedVersion: number | null;
	currentVersion: number;
	staleReason: string | null;
	/** When what could not be computed is tried again. */
	nextTryAt: Date | null;
};

/** Whether a computed trait's turn has come: once an hour, and a score as soon as its points have faded at midnight. */
export function isTraitDue(trait: Fresh, now: Date, timeZone: string): boolean {
	if (trait.staleReason !== null) return trait.nextTryAt === null || trait.nextTryAt <= now;
	if (trait.servedVersion !== trait.currentVersion || trait.asOf === null) return true;
	if (now.getTime() - trait.asOf.getTime() >= everyMs) return true;
	const midnight = startOfDayNumber(localDayNumber(now.getTime(), timeZone), timeZone);
	return trait.kind === "score" && trait.asOf.getTime() < midnight;
}
