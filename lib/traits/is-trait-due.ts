import { localDayNumber, startOfDayNumber } from "@/lib/kernel/zoned-time";

/** Windows move and people age: everything is computed again after this long, whatever has come in. */
const everyMs = 3_600_000;

type Fresh = {
	kind: string;
	asOf: Date | null;
	servedVersion: number | null;
	currentVersion: number;
	staleReason: string | null;
};

/** Whether a computed trait's turn has come: once an hour, and a score as soon as its points have faded at midnight. */
export function isTraitDue(trait: Fresh, now: Date, timeZone: string): boolean {
	// What could not be computed is tried again with the others, not every minute.
	const isNew = trait.servedVersion !== trait.currentVersion && trait.staleReason === null;
	if (isNew || trait.asOf === null) return isNew;
	if (now.getTime() - trait.asOf.getTime() >= everyMs) return true;
	const midnight = startOfDayNumber(localDayNumber(now.getTime(), timeZone), timeZone);
	return trait.kind === "score" && trait.asOf.getTime() < midnight;
}
