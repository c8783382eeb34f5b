import { database } from "@/lib/platform/postgres/database";
import { enqueueRunWithin } from "@/lib/syncs/server/enqueue-sync-run";

/**
 * Between the end of a sync's run and the next that a change of its segment starts there is as much time as the run
 * took, within these bounds: a stream of changes does not start a run each, and half of the time is left to others.
 */
const floor = { leastMs: 250, mostMs: 1_000 };
/** The same while a run waits for confirmation: it would only ask again, with newer numbers. */
const askedFloorMs = 300_000;
const batch = 200;

type Due = { id: string; workspaceId: string; changedAt: Date; waitMs: number };

/**
 * Starts a run of every sync whose segment changed since the last run that a change started: of those in real time at
 * once, of those that follow refreshes when a refresh has come after the change. Changes while a run is under way are
 * left to the next tick after it; a run that waits has them already. A failing sync keeps to its retries.
 *
 * `againInMs`: when the soonest of those that have yet to wait is ready.
 */
export async function followSegments(
	now: Date = new Date(),
): Promise<{ started: number; againInMs?: number }> {
	const db = database();
	const due = await db.$queryRaw<Due[]>`
		SELECT s.id, s.workspace_id AS "workspaceId", g.changed_at AS "changedAt", greatest(0, coalesce(date_part('epoch', last.ready_at - ${now}) * 1000, 0)) AS "waitMs"
		FROM sync s JOIN segment g ON g.id = s.segment_id
			LEFT JOIN LATERAL (SELECT status, CASE
					WHEN status IN ('finished', 'cancelled') THEN finished_at + least(greatest(finished_at - started_at, ${floor.leastMs} * interval '1 millisecond'), ${floor.mostMs} * interval '1 millisecond')
					WHEN status = 'needs_confirmation' THEN finished_at + ${askedFloorMs} * interval '1 millisecond' END AS ready_at
				FROM sync_run r
				WHERE r.sync_id = s.id AND r.trigger <> 'erasure' ORDER BY r.created_at DESC LIMIT 1) last ON true
		WHERE s.archived_at IS NULL AND s.emptying_since IS NULL AND s.confirmed_at IS NOT NULL AND s.status = 'active'
			AND g.archived_at IS NULL AND g.changed_at > coalesce(s.followed_at, '-infinity')
			AND (s.schedule ->> 'kind' = 'real_time'
				OR (s.schedule ->> 'kind' = 'after_refresh' AND g.base_served_at >= g.changed_at))
			AND (last.status IS NULL OR last.status = 'queued' OR last.ready_at <= ${new Date(now.getTime() + floor.mostMs)})
		ORDER BY g.changed_at LIMIT ${batch}`;
	let started = 0;
	let againInMs = Number.POSITIVE_INFINITY;
	for (const { id, workspaceId, changedAt, waitMs } of due) {
		if (waitMs > 0) {
			againInMs = Math.min(againInMs, waitMs);
			continue;
		}
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
	return { started, ...(Number.isFinite(againInMs) ? { againInMs } : {}) };
}
