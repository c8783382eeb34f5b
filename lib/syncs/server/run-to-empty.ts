import type { Transaction } from "@/lib/platform/postgres/database";
import { enqueueRunWithin } from "@/lib/syncs/server/enqueue-sync-run";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/**
 * Requests a run of every sync of a campaign that ends in this transaction, paused ones included: a pause kept
 * people there for the campaign's sake. Of a campaign that is over the run wants no one, so it removes everyone.
 */
export async function runToEmpty(tx: Transaction, ctx: Context, campaignId: string): Promise<void> {
	allow(ctx, "syncs.write");
	// Locked before their status is read: whoever pauses one at the same time does so before or after all of this.
	const syncs = await tx.$queryRaw<{ id: string; status: string }[]>`
		SELECT id, status FROM sync WHERE workspace_id = ${ctx.workspace.id} AND campaign_id = ${campaignId}
			AND archived_at IS NULL ORDER BY id FOR UPDATE`;
	for (const { id, status } of syncs) {
		if (status === "paused") {
			await tx.sync.update({ where: { id }, data: { status: "active", statusReason: null } });
			await recordAudit(tx, ctx, "sync.resumed", id, {});
		}
		const run = await enqueueRunWithin(tx, {
			workspaceId: ctx.workspace.id,
			syncId: id,
			trigger: "manual",
			now: ctx.now,
		});
		await recordAudit(tx, ctx, "sync.run_requested", id, { runId: run.id, trigger: "manual" });
	}
}
