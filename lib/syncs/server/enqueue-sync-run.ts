import type { runSyncJob } from "@/jobs/syncs/run-sync";
import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import type { Transaction } from "@/lib/platform/postgres/database";
import type { SyncRun } from "@/lib/platform/postgres/generated/client";
import { enqueue } from "@/lib/platform/queue/enqueue";
import { type RunTrigger, type RunView, runCounts } from "@/lib/syncs/contracts";
import { toRunView } from "@/lib/syncs/server/list-runs";
import { findSync } from "@/lib/syncs/server/open-sync";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/**
 * Requests a background run of a sync; one run of a sync at a time. If a run already waits it is returned
 * instead. With `isFull` everyone is checked again, not only those who changed.
 */
export async function enqueueSyncRun(
	ctx: Context,
	{ syncId, trigger, isFull = false }: { syncId: string; trigger: RunTrigger; isFull?: boolean },
): Promise<RunView> {
	allow(ctx, "syncs.write");
	const sync = await findSync(ctx, syncId);
	if (sync.status === "paused") {
		throw new AppError("conflict", "This sync is paused. Resume it first.");
	}
	return await ctx.db.$transaction(async (tx) => {
		const run = await enqueueRunWithin(tx, {
			workspaceId: ctx.workspace.id,
			syncId,
			trigger,
			isFull,
			now: ctx.now,
		});
		await recordAudit(tx, ctx, "sync.run_requested", syncId, { runId: run.id, trigger });
		return toRunView(ctx, run);
	});
}

/** The same inside a transaction of the caller, without audit: for schedules. */
export async function enqueueRunWithin(
	tx: Transaction,
	{
		workspaceId,
		syncId,
		trigger,
		isFull = false,
		now,
	}: { workspaceId: string; syncId: string; trigger: RunTrigger; isFull?: boolean; now: Date },
): Promise<SyncRun> {
	await tx.$queryRaw`SELECT id FROM sync WHERE id = ${syncId} FOR UPDATE`;
	const waiting = await tx.syncRun.findFirst({
		where: { syncId, status: "queued", startedAt: null, trigger: { not: "erasure" } },
	});
	if (waiting) return waiting;
	const runId = newId("run", now.getTime());
	const run = await tx.syncRun.create({
		data: {
			id: runId,
			syncId,
			trigger,
			status: "queued",
			counts: runCounts.parse({ isFull }),
			createdAt: now,
		},
	});
	await enqueue<typeof runSyncJob>(
		"syncs.run-sync",
		{ workspaceId, runId },
		{ key: `sync:${syncId}`, idempotencyKey: runId, transaction: tx },
	);
	return run;
}
