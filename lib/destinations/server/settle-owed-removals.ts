import type { OwedRemovals } from "@/lib/destinations/owed-removals";
import { endRuns } from "@/lib/destinations/server/end-runs";
import { giveUpRemovals } from "@/lib/destinations/server/give-up-removals";
import { readOwedRemovals } from "@/lib/destinations/server/read-owed-removals";
import { AppError } from "@/lib/kernel/app-error";
import type { Transaction } from "@/lib/platform/postgres/database";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** The issue that asks for an answer about people who are still to be removed. */
export function owedIssue({ people }: OwedRemovals) {
	return {
		path: "givesUpRemovals",
		message: `must be ${people} to give up the removal of these people`,
	};
}

/**
 * Before no one can be removed from a place any more: gives up the removals still owed there if exactly so many people
 * were agreed to, and throws a conflict with the reason if not.
 */
export async function settleOwedRemovals(
	tx: Transaction,
	ctx: Context,
	{ id, name }: { id: string; name: string },
	{
		givesUpRemovals,
		refusal,
		stopped,
		movedAway,
		now,
	}: {
		givesUpRemovals: number | undefined;
		refusal: (owed: OwedRemovals) => string;
		/** Why a run that is under way ends. */
		stopped: string;
		/** The destination goes on at another place. */
		movedAway: boolean;
		now: Date;
	},
): Promise<void> {
	const owed = await readOwedRemovals(tx, id);
	if (owed.people === 0) return;
	if (givesUpRemovals !== owed.people) {
		throw new AppError("conflict", refusal(owed), { issues: [owedIssue(owed)] });
	}
	await endRuns(tx, id, { message: stopped, now });
	await giveUpRemovals(tx, id, { movedAway, now });
	await recordAudit(tx, ctx, "destination.removals_given_up", id, { name, ...owed });
}
