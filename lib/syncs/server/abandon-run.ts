import { settleLater } from "@/lib/syncs/server/settle-later";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * Ends a run that the queue will not retry: the reason is shown on it, and on its sync until a run succeeds.
 * What was in flight is settled by the next run. Does nothing to a run that has ended.
 */
export async function abandonRun(
	ctx: Context,
	{ runId, status, reason }: { runId: string; status: "failed" | "cancelled"; reason: string },
): Promise<void> {
	allow(ctx, "syncs.write");
	await ctx.db.$transaction(async (tx) => {
		const run = await tx.syncRun.findFirst({
			where: {
				id: runId,
				sync: { workspaceId: ctx.workspace.id },
				status: { in: ["queued", "running", "cancelling"] },
			},
			select: { status: true, syncId: true },
		});
		if (!run) return;
		const end = run.status === "cancelling" ? "cancelled" : status;
		await tx.syncRun.update({
			where: { id: runId },
			data: {
				status: end,
				error: { message: reason, detail: null },
				finishedAt: ctx.now,
				leaseOwner: null,
				leaseUntil: null,
			},
		});
		await settleLater(tx, run.syncId, ctx.now.getTime());
		if (end === "cancelled") return;
		await tx.sync.updateMany({
			where: { id: run.syncId, status: "active" },
			data: { status: "failing", statusReason: reason },
		});
	});
}
