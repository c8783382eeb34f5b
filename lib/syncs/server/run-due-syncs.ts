import type { runSyncJob } from "@/jobs/syncs/run-sync";
import { database } from "@/lib/platform/postgres/database";
import { enqueue } from "@/lib/platform/queue/enqueue";
import { nextAfterDue } from "@/lib/syncs/schedule";
import { enqueueRunWithin } from "@/lib/syncs/server/enqueue-sync-run";
import { syncSchedule } from "@/lib/syncs/sync-settings";

const batch = 200;

/**
 * Starts what is due in every workspace, once however many processes run this, and restarts runs whose
 * process died: their lease expired and no one works on them.
 */
export async function runDueSyncs(now: Date = new Date()): Promise<{ started: number; broughtBack: number }> {
	const db = database();
	const due = await db.sync.findMany({
		where: {
			archivedAt: null,
			OR: [{ confirmedAt: { not: null } }, { emptyingSince: { not: null } }],
			status: { in: ["active", "failing"] },
			nextRunAt: { lte: now },
		},
		orderBy: { nextRunAt: "asc" },
		take: batch,
		select: {
			id: true,
			workspaceId: true,
			schedule: true,
			nextRunAt: true,
			emptyingSince: true,
			workspace: { select: { timeZone: true } },
		},
	});
	let started = 0;
	for (const sync of due) {
		await db.$transaction(async (tx) => {
			// An emptying goes on until it is done, whatever becomes of this run.
			const next = sync.emptyingSince
				? new Date(now.getTime() + 3_600_000)
				: nextAfterDue(
						syncSchedule.parse(sync.schedule),
						sync.nextRunAt ?? now,
						now,
						sync.workspace.timeZone,
					);
			// Another process may have acquired it meanwhile.
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
	// Unfinished runs with no job working on them: ended jobs end their runs, so these lost theirs otherwise.
	const dead = await db.$queryRaw<
		{ id: string; syncId: string; workspaceId: string; lastJob: string | null }[]
	>`
		SELECT r.id, r.sync_id AS "syncId", s.workspace_id AS "workspaceId",
			(SELECT max(j.id) FROM job_run j WHERE j.key = 'sync:' || r.sync_id) AS "lastJob"
		FROM sync_run r JOIN sync s ON s.id = r.sync_id
		WHERE r.trigger <> 'erasure' AND r.status IN ('queued', 'running', 'cancelling')
			AND COALESCE(r.lease_until, r.created_at) < ${new Date(now.getTime() - 30_000)}
			AND NOT EXISTS (SELECT 1 FROM job_run j
				WHERE j.key = 'sync:' || r.sync_id AND j.status IN ('queued', 'retrying', 'running'))
		LIMIT ${batch}`;
	for (const run of dead) {
		await enqueue<typeof runSyncJob>(
			"syncs.run-sync",
			{ workspaceId: run.workspaceId, runId: run.id },
			// Once after each job that ended before the run did.
			{ key: `sync:${run.syncId}`, idempotencyKey: `${run.id}:${run.lastJob ?? ""}` },
		);
	}
	return { started, broughtBack: dead.length };
}
