import { AppError } from "@/lib/kernel/app-error";
import { type RunView, runQuestion } from "@/lib/syncs/contracts";
import { enqueueRunWithin } from "@/lib/syncs/server/enqueue-sync-run";
import { findRun, toRunView } from "@/lib/syncs/server/list-runs";
import { findSync } from "@/lib/syncs/server/open-sync";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/**
 * Lets exactly the change through that a run asks about, in a new run: of whoever has entered or left since,
 * the same limits hold again. Only the last run can be confirmed, because only its numbers are current.
 */
export async function confirmRun(ctx: Context, syncId: string, runId: string): Promise<RunView> {
	allow(ctx, "syncs.write");
	const sync = await findSync(ctx, syncId);
	if (sync.status === "paused") throw new AppError("conflict", "This sync is paused. Resume it first.");
	await findRun(ctx, syncId, runId);
	return await ctx.db.$transaction(
		async (tx) => {
			await tx.$queryRaw`SELECT id FROM sync WHERE id = ${syncId} FOR UPDATE`;
			const last = await tx.syncRun.findFirstOrThrow({
				where: { syncId, trigger: { not: "erasure" } },
				orderBy: { createdAt: "desc" },
			});
			if (last.id !== runId) {
				throw new AppError("conflict", "Another run came after this one. Look at its numbers instead.");
			}
			if (last.status !== "needs_confirmation") {
				throw new AppError("conflict", "This run does not need confirmation.");
			}
			const question = runQuestion.parse(last.question);
			if (question.kind === "first_run") {
				await tx.sync.update({
					where: { id: syncId },
					data: { confirmedAt: ctx.now, confirmedPeople: question.entering },
				});
			} else {
				// The ledger holds the plan of that run: no other has planned since.
				await tx.$executeRaw`
					UPDATE delivery_key SET confirmed_desired = CASE
						WHEN is_desired AND state = 'absent' THEN true
						WHEN NOT is_desired AND state IN ('present', 'accepted', 'unknown') THEN false END
					WHERE sync_id = ${syncId} AND (confirmed_desired IS NOT NULL OR (is_desired AND state = 'absent')
						OR (NOT is_desired AND state IN ('present', 'accepted', 'unknown')))`;
			}
			await recordAudit(tx, ctx, "sync.run_confirmed", syncId, {
				runId,
				entering: question.entering,
				leaving: question.leaving,
			});
			const run = await enqueueRunWithin(tx, {
				workspaceId: ctx.workspace.id,
				syncId,
				trigger: "confirmed",
				now: ctx.now,
			});
			return toRunView(ctx, run);
		},
		{ timeout: 120_000 },
	);
}
