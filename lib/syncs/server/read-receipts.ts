import { z } from "zod";
import { converse } from "@/lib/destinations/server/converse";
import { log } from "@/lib/platform/log";
import type { Transaction } from "@/lib/platform/postgres/database";
import { runCounts } from "@/lib/syncs/contracts";
import { forgetGone } from "@/lib/syncs/server/ledger-rows";
import type { OpenSync } from "@/lib/syncs/server/open-sync";
import type { RunWorld } from "@/lib/syncs/server/run-world";
import { sendOptions } from "@/lib/syncs/server/send-options";
import type { Context } from "@/lib/workspaces/server/context";

const batch = 200;

/**
 * Asks the network what became of uploads whose time has come. An upload that failed as a whole puts its keys back
 * to "unknown", so that the next run sends them again.
 */
export async function readReceipts(
	ctx: Context,
	open: OpenSync,
	audienceId: string,
	{ runId, world }: { runId?: string; world: RunWorld },
): Promise<void> {
	const { network, sync } = open;
	const { receipts } = network;
	if (!receipts) return;
	const due = await ctx.db.syncReceipt.findMany({
		where: {
			syncId: sync.id,
			pollAt: { lte: new Date(world.now()) },
			...(runId === undefined ? {} : { runId }),
		},
		orderBy: { pollAt: "asc" },
		take: batch,
	});
	for (const { receipt, runId: ofRun, requestSeq, sentAt } of due) {
		const outcome = await converse(receipts.read, {
			...sendOptions(open, world),
			input: () => ({ audienceId, receipt }),
			timeoutMs: 15_000,
			patienceMs: 5_000,
		});
		const now = world.now();
		const isOver = now - sentAt.getTime() >= receipts.deadlineMs;
		const reading = outcome.kind === "answered" ? outcome.value : null;
		if (outcome.kind === "problem") {
			log.warn("sync.receipt_not_read", { syncId: sync.id, detail: outcome.problem.detail });
		}
		const isDone = (reading?.isFinished ?? false) || isOver;
		await ctx.db.$transaction(async (tx) => {
			await tx.syncReceipt.update({
				where: { syncId_receipt: { syncId: sync.id, receipt } },
				data: {
					pollAt: isDone ? null : new Date(now + receipts.everyMs),
					...(reading ? { reading, readAt: new Date(now) } : {}),
				},
			});
			if (!reading?.hasFailed) {
				if (isDone) await forgetRemoved(tx, sync.id, { runId: ofRun, requestSeq });
				return;
			}
			await tx.$executeRaw`
				UPDATE delivery_key SET state = 'unknown', since = ${new Date(now)}, due_at = ${new Date(now)},
					reason = ${`${network.name} could not process the upload.`}
				WHERE sync_id = ${sync.id} AND run_id = ${ofRun} AND request_seq = ${requestSeq}
					AND (state = 'accepted' OR (state = 'absent' AND NOT is_desired))`;
			await tx.sync.updateMany({
				where: { id: sync.id, OR: [{ nextRunAt: null }, { nextRunAt: { gt: new Date(now) } }] },
				data: { nextRunAt: new Date(now) },
			});
		});
		if (reading) await noteMatched(ctx, ofRun);
	}
}

/** What was removed by a request, or by any, and was kept only until the network had processed it. */
export async function forgetRemoved(
	tx: Transaction,
	syncId: string,
	request?: { runId: string; requestSeq: number },
): Promise<void> {
	const keys = await tx.deliveryKey.findMany({
		where: { syncId, state: "absent", isDesired: false, ...request },
		select: { keyHash: true },
	});
	const ids = keys.map(({ keyHash }) => Buffer.from(keyHash).toString("hex"));
	await forgetGone(tx, syncId, ids);
}

/** The matched people go onto the run that sent them, however late the network counted them. */
async function noteMatched(ctx: Context, runId: string): Promise<void> {
	const run = await ctx.db.syncRun.findUnique({
		where: { id: runId },
		select: { counts: true, status: true },
	});
	// A run that still goes on writes its own counts at its end.
	if (!run || run.status === "running" || run.status === "cancelling") return;
	const matched = await countMatched(ctx, runId);
	await ctx.db.syncRun.update({
		where: { id: runId },
		data: { counts: { ...runCounts.parse(run.counts), matched } },
	});
}

const stored = z.object({ matched: z.number().nullable() });

/** Matched people over every upload of a run, repeated ones too; null while the network has not said it of any. */
export async function countMatched(ctx: Context, runId: string): Promise<number | null> {
	const rows = await ctx.db.syncReceipt.findMany({
		where: { runId, readAt: { not: null } },
		select: { reading: true },
	});
	const counted = rows.flatMap(({ reading }): number[] => {
		const { matched } = stored.parse(reading);
		return matched === null ? [] : [matched];
	});
	return counted.length === 0 ? null : counted.reduce((sum, one) => sum + one, 0);
}
