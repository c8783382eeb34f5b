import type { removeWithdrawnJob } from "@/jobs/syncs/remove-withdrawn";
import { database } from "@/lib/platform/postgres/database";
import { enqueue } from "@/lib/platform/queue/enqueue";

/**
 * Starts the removal of people who may no longer be sent at every audience where one is due, once however
 * many processes run this, and forgets withdrawals that the warehouse has long known.
 */
export async function runDueRemovals(now: Date = new Date()): Promise<{ started: number }> {
	const db = database();
	const due = await db.$queryRaw<{ syncId: string; workspaceId: string; at: Date }[]>`
		SELECT r.sync_id AS "syncId", s.workspace_id AS "workspaceId", min(r.next_try_at) AS at
		FROM withdrawal_removal r JOIN sync s ON s.id = r.sync_id
		WHERE r.next_try_at <= ${now} AND NOT EXISTS (SELECT 1 FROM job_run j
			WHERE j.key = 'removal:' || r.sync_id AND j.status IN ('queued', 'retrying', 'running'))
		GROUP BY r.sync_id, s.workspace_id ORDER BY 3 LIMIT 200`;
	for (const { syncId, workspaceId } of due) {
		await enqueue<typeof removeWithdrawnJob>(
			"syncs.remove-withdrawn",
			{ workspaceId, syncId },
			{ key: `removal:${syncId}`, idempotencyKey: `${syncId}:${Math.floor(now.getTime() / 60_000)}` },
		);
	}
	await db.$executeRaw`
		DELETE FROM withdrawal w WHERE w.at < ${new Date(now.getTime() - 24 * 60 * 60_000)}
			AND NOT EXISTS (SELECT 1 FROM warehouse_outbox b WHERE b.id = w.outbox_id)`;
	return { started: due.length };
}
