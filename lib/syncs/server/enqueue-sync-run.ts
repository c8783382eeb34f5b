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

type RunRequest = {
	syncId: string;
	trigger: RunTrigger;
	/** Everyone is checked again, not only those who changed. */
	isFull?: boolean;
	/** Everyone is sent again, whatever the ledger says is there already. */
	isResend?: boolean;
};

/**
 * Requests a background run of a sync; one run of a sync at a time. A run that already waits is returned
 * instead, with what is asked of it now added. `confirms` agrees to the first run of a sync, of about so many
 * people (null: of whoever is wanted), without which it only reports what it would send.
 */
export async function enqueueSyncRun(
	ctx: Context,
	{ confirms, ...request }: RunRequest & { confirms?: { people: number | null } | undefined },
): Promise<RunView> {
	allow(ctx, "syncs.write");
	const { syncId, trigger } = request;
	const sync = await findSync(ctx, syncId);
	if (sync.status === "paused") {
		throw new AppError("conflict", "This sync is paused. Resume it first.");
	}
	return await ctx.db.$transaction(async (tx) => {
		const run = await enqueueRunWithin(tx, { ...request, workspaceId: ctx.workspace.id, now: ctx.now });
		const confirmed = confirms
			? await tx.sync.updateMany({
					where: { id: syncId, confirmedAt: null },
					data: { confirmedAt: ctx.now, confirmedPeople: confirms.people },
				})
			: { count: 0 };
		await recordAudit(tx, ctx, "sync.run_requested", syncId, {
			runId: run.id,
			trigger,
			...(confirmed.count > 0 ? { confirmedPeople: confirms?.people ?? null } : {}),
		});
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
		isResend = false,
		now,
	}: RunRequest & { workspaceId: string; now: Date },
): Promise<SyncRun> {
	await tx.$queryRaw`SELECT id FROM sync WHERE id = ${syncId} FOR UPDATE`;
	const waiting = await tx.syncRun.findFirst({
		where: { syncId, status: "queued", startedAt: null, trigger: { not: "erasure" } },
	});
	if (waiting) return await addTo(tx, waiting, { trigger, isFull, isResend });
	const runId = newId("run", now.getTime());
	const run = await tx.syncRun.create({
		data: {
			id: runId,
			syncId,
			trigger,
			status: "queued",
			counts: runCounts.parse({ isFull, isResend }),
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

/** Triggers of a run that waits which a request by someone replaces: it does more than what a schedule starts. */
const automatic: readonly string[] = ["schedule", "segment"];

/** A run that waits does what every request for it asked. */
async function addTo(
	tx: Transaction,
	waiting: SyncRun,
	asked: { trigger: RunTrigger; isFull: boolean; isResend: boolean },
): Promise<SyncRun> {
	const counts = runCounts.parse(waiting.counts);
	return await tx.syncRun.update({
		where: { id: waiting.id },
		data: {
			trigger: automatic.includes(waiting.trigger) ? asked.trigger : waiting.trigger,
			counts: {
				...counts,
				isFull: counts.isFull || asked.isFull,
				isResend: counts.isResend || asked.isResend,
			},
		},
	});
}
