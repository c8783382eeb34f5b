import type { runSyncJob } from "@/jobs/syncs/run-sync";
import { database } from "@/lib/platform/postgres/database";
import { enqueue } from "@/lib/platform/queue/enqueue";
import { enqueueRunWithin } from "@/lib/syncs/server/enqueue-sync-run";

const batch = 200;

/**
 * Starts what is due in every workspace, once however many processes ask, and brings back runs whose process died:
 * their lease ran out and nobody works on them.
 */
export async function runDueSyncs(now: Date = new Date()): Promise<{ started: number; broughtBack: number }> {
	const db = database();
	const due = await db.sync.findMany({
		where: { archivedAt: null, status: { in: ["active", "failing"] }, nextRunAt: { lte: now } },
		orderBy: { nextRunAt: "asc" },
		take: batch,
		select: { id: true, workspaceId: true, everyMinutes: true, nextRunAt: true },
	});
	let started = 0;
	for (const sync of due) {
		await db.$transaction(async (tx) => {
			const next = sync.everyMinutes === null ? null : new Date(now.getTime() + sync.everyMinutes * 60_000);
			// Another process may have taken it meanwhile.
			const { count } = await tx.sync.updateMany({
				where: { id: sync.id, nextRunAt: sync.nextRunAt },
				data: { nextRunAt: next },
			});
			if (count === 0) return;
			await enqueueRunWithin(tx, {
				workspaceId: sync.workspaceId,
				syncId: sync.id,
				trigger: "schedule",
				now,
			});
			started++;
		});
	}
	const dead = await db.syncRun.findMany({
		where: {
			status: { in: ["running", "cancelling"] },
			leaseUntil: { lt: new Date(now.getTime() - 30_000) },
			// An erasure takes its own work up again.
			trigger: { not: "erasure" },
		},
		take: batch,
		select: { id: true, syncId: true, leaseUntil: true, sync: { select: { workspaceId: true } } },
	});
	for (const run of dead) {
		await enqueue<typeof runSyncJob>(
			"syncs.run-sync",
			{ workspaceId: run.sync.workspaceId, runId: run.id },
			{ key: `sync:${run.syncId}`, idempotencyKey: `${run.id}:${run.leaseUntil?.getTime()}` },
		);
	}
	// Runs whose job gave up for good: the next one settles what they left.
	await db.syncRun.updateMany({
		where: { status: "queued", startedAt: { lt: new Date(now.getTime() - 3_600_000) } },
		data: { status: "failed", finishedAt: now },
	});
	return { started, broughtBack: dead.length };
}
