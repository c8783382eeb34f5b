import type { refreshListJob } from "@/jobs/segments/refresh-list";
import { type Database, database, type Transaction } from "@/lib/platform/postgres/database";
import { enqueue } from "@/lib/platform/queue/enqueue";

/** Enqueues a list's SELECT, in the caller's transaction if given. */
export async function requestRefresh(workspaceId: string, listId: string, tx?: Transaction): Promise<void> {
	await enqueue<typeof refreshListJob>(
		"segments.refresh-list",
		{ workspaceId, listId },
		{ key: `list:${listId}`, joinsWaiting: true, ...(tx ? { transaction: tx } : {}) },
	);
}

/** Enqueues the SELECTs that are due. Returns how many. */
export async function enqueueDueLists(db: Database = database()): Promise<{ lists: number }> {
	const due = await db.$queryRaw<{ id: string; workspace_id: string }[]>`
		SELECT id, workspace_id FROM stored_list
		WHERE kind = 'sql' AND archived_at IS NULL AND (lease_until IS NULL OR lease_until < now())
			AND CASE WHEN stale_reason IS NOT NULL THEN next_try_at IS NULL OR next_try_at <= now()
				ELSE as_of IS NULL OR as_of <= now() - make_interval(mins => refresh_every_minutes) END
		ORDER BY id`;
	for (const { id, workspace_id } of due) await requestRefresh(workspace_id, id);
	return { lists: due.length };
}
