import type { RunCounts } from "@/lib/syncs/contracts";
import { dueAtOnce } from "@/lib/syncs/server/flipped-columns";
import { assertLeaseHeld, type Lease } from "@/lib/syncs/server/hold-lease";
import type { OpenSync } from "@/lib/syncs/server/open-sync";
import type { RunWorld } from "@/lib/syncs/server/run-world";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * What a run does to the ledger before it plans, because of who asked for it. Started by someone, it tries again what
 * the network rejected or refused; an answer that may still be on its way is waited for all the same. With
 * `isResend` everything that is there is sent once more. Safe to repeat for a run that is resumed.
 */
export async function prepareRun(
	ctx: Context,
	{ policy }: Pick<OpenSync, "policy">,
	lease: Lease,
	world: RunWorld,
	counts: Pick<RunCounts, "isResend">,
): Promise<void> {
	const { runId, syncId } = lease;
	const run = await ctx.db.syncRun.findUniqueOrThrow({
		where: { id: runId },
		select: { trigger: true, startedAt: true },
	});
	const isAsked = run.trigger === "manual" || run.trigger === "confirmed";
	if (!isAsked && !counts.isResend) return;
	// What this run itself has been answered is not tried again by it.
	const before = run.startedAt ?? new Date(world.now());
	await ctx.db.$transaction(
		async (tx) => {
			await assertLeaseHeld(tx, lease, world);
			if (isAsked) {
				await tx.$executeRaw`
					UPDATE delivery_key SET state = 'absent', reason = NULL, retry_at = NULL,
						due_at = CASE WHEN is_desired THEN ${dueAtOnce} END
					WHERE sync_id = ${syncId} AND held_back AND state = 'rejected' AND since < ${before}`;
				await tx.$executeRaw`
					UPDATE delivery_key SET retry_at = since + ${policy.settleMs} * interval '1 millisecond',
						due_at = since + ${policy.settleMs} * interval '1 millisecond'
					WHERE sync_id = ${syncId} AND held_back AND state = 'unknown' AND since < ${before}
						AND retry_at > since + ${policy.settleMs} * interval '1 millisecond'`;
				await tx.$executeRaw`
					UPDATE delivery_key SET reason = NULL, retry_at = NULL,
						due_at = CASE WHEN due_at = retry_at THEN ${dueAtOnce} ELSE due_at END
					WHERE sync_id = ${syncId} AND held_back AND state IN ('present', 'accepted', 'absent') AND since < ${before}
						AND retry_at IS NOT NULL`;
			}
			if (counts.isResend) {
				// As if the network were about to forget them: whoever leaves meanwhile is removed as ever.
				await tx.$executeRaw`
					UPDATE delivery_key SET expires_at = ${before}, due_at = coalesce(retry_at, ${dueAtOnce})
					WHERE sync_id = ${syncId} AND is_desired AND state IN ('present', 'accepted') AND since < ${before}`;
			}
		},
		{ timeout: 120_000 },
	);
}
