import type { RemainingReason } from "@/lib/campaigns/contracts";
import { readTotals } from "@/lib/syncs/totals";

/**
 * Who is still at a destination of a campaign that has ended, as last counted, and why; null when no one is, or
 * nothing was ever delivered. Counted are people who are there or may be.
 */
export function remainingPeople(sync: {
	status: string;
	mode: string;
	totals: unknown;
	destination: { status: string };
}): { people: number; reason: RemainingReason } | null {
	const totals = readTotals(sync.totals);
	const people = totals ? totals.delivered + totals.unanswered + totals.leaving : 0;
	if (people === 0) return null;
	return { people, reason: reasonOf(sync) };
}

function reasonOf({ mode, status, destination }: Parameters<typeof remainingPeople>[0]): RemainingReason {
	if (mode === "add_only") return "add_only";
	if (status === "paused") return "paused";
	return destination.status === "connected" ? "being_removed" : "not_connected";
}
