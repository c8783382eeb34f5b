import { AppError } from "@/lib/kernel/app-error";
import { log } from "@/lib/platform/log";
import type { RunCounts } from "@/lib/syncs/contracts";
import { interruptedError, type Lease } from "@/lib/syncs/server/hold-lease";
import type { RunWorld } from "@/lib/syncs/server/run-world";
import { settleLater } from "@/lib/syncs/server/settle-later";
import type { Context } from "@/lib/workspaces/server/context";

/** An internal error: it is shown on the run; its keys in flight stay for the next run to settle. */
export async function giveUp(
	ctx: Context,
	lease: Lease,
	counts: RunCounts,
	error: unknown,
	world: RunWorld,
): Promise<void> {
	const known = error instanceof AppError;
	log.error("sync.run_failed", { runId: lease.runId, syncId: lease.syncId, error });
	try {
		await ctx.db.$transaction(async (tx) => {
			// In the order in which a run that takes over locks them.
			await tx.$queryRaw`SELECT id FROM sync WHERE id = ${lease.syncId} FOR UPDATE`;
			const ended = { finishedAt: new Date(world.now()), leaseOwner: null, leaseUntil: null, counts };
			const mine = { id: lease.runId, leaseOwner: lease.owner };
			// Someone wanted it to end: it is not repeated.
			const cancelled = await tx.syncRun.updateMany({
				where: { ...mine, status: "cancelling" },
				data: { ...ended, status: "cancelled", error: interruptedError },
			});
			const isOver = known && !error.retryable;
			const failed = await tx.syncRun.updateMany({
				where: { ...mine, status: "running" },
				data: {
					...ended,
					// Requeued: the queue repeats the job, and the lease exposes an attempt that dies for good.
					...(isOver ? { status: "failed" } : { status: "queued", finishedAt: null }),
					error: {
						message: known ? error.message : "Something went wrong inside Muster. It retries automatically.",
						detail: known ? null : error instanceof Error ? error.message.slice(0, 300) : null,
					},
				},
			});
			if (cancelled.count > 0 || (failed.count > 0 && isOver)) {
				await settleLater(tx, lease.syncId, world.now());
			}
		});
	} catch (second) {
		// The store is unreachable: the lease expires on its own and the next run settles everything.
		log.error("sync.run_not_marked", { runId: lease.runId, error: second });
	}
}
