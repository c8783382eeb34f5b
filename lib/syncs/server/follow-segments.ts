import { database } from "@/lib/platform/postgres/database";
import { enqueueRunWithin } from "@/lib/syncs/server/enqueue-sync-run";

/** Time between the end of a sync's run and the next that a change of its segment starts: a stream of changes does not start a run each. */
const floorMs = 1_000;
/** The same while a run waits for confirmation: it would only ask again, with newer numbers. */
const askedFloorMs = 300_000;
const batch = 200;

type Due = { id: string; workspaceId: string; changedAt: Date };

/**
 * Starts a run of every sync whose segment changed since the last run that a change started: of those in real time at
 * once, of those that follow refreshes when a refresh has come after the change. Changes while a run is under way are
 * left to the next tick after it; a run that waits has them already. A failing sync keeps to its retries.
 */
export async function followSegments(now: Date = new Date()): Promise<{ started: number }> {
	const db = database();
	const due = await db.$queryRaw<Due[]>`
		SELECT s.id, s.workspace_id AS "workspaceId", g.changed_at AS "changedAt"
		FROM sync s JOIN segment g ON g.id = s.segment_id
			LEFT JOIN LATERAL (SELECT status, finished_at FROM sync_run r
				WHERE r.sync_id = s.id AND r.trigger <> 'erasure' ORDER BY r.created_at DESC LIMIT 1) last ON true
		WHERE s.archived_at IS NULL AND s.emptying_since IS NULL AND s.confirmed_at IS NOT NULL AND s.status = 'active'
			AND g.archived_at IS NULL AND g.changed_at > coalesce(s.followed_at, '-infinity')
			AND (s.schedule ->> 'kind' = 'real_time'
				OR (s.schedule ->> 'kind' = 'after_refresh' AND g.base_served_at >= g.changed_at))
			AND (last.status IS NULL OR last.status = 'queued'
				OR (last.status IN ('finished', 'cancelled') AND last.finished_at <= ${new Date(now.getTime() - floorMs)})
				OR (last.status = 'needs_confirmation' AND last.finished_at <= ${new Date(now.getTime() - askedFloorMs)}))
		ORDER BY g.changed_at LIMIT ${batch}`;
	let started = 0;
	for (const { id, workspaceId, changedAt } of due) {
		await db.$transaction(async (tx) => {
			// Another process may have seen it too.
			const count = await tx.$executeRaw`
				UPDATE sync SET followed_at = ${changedAt}
				WHERE id = ${id} AND coalesce(followed_at, '-infinity') < ${changedAt}`;
			if (count === 0) return;
			await enqueueRunWithin(tx, { workspaceId, syncId: id, trigger: "segment", now });
			started++;
		});
	}
	return { started };
}
