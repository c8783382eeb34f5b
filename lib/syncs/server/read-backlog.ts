import type { SyncDetail } from "@/lib/syncs/contracts";
import type { StoredSync } from "@/lib/syncs/server/open-sync";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * Who is still to be added or removed as far as the ledger knows, and since when there has been something to do: since
 * the segment changed after the last finished run, or since the first run after it that left something undone.
 */
export async function readBacklog(
	ctx: Context,
	sync: Pick<StoredSync, "id" | "segmentId">,
): Promise<NonNullable<SyncDetail["backlog"]>> {
	const [row] = await ctx.db.$queryRaw<{ people: number; leftAt: Date | null; changedAt: Date | null }[]>`
		WITH finished AS (SELECT max(started_at) AS at FROM sync_run
			WHERE sync_id = ${sync.id} AND status = 'finished' AND trigger <> 'erasure')
		SELECT (SELECT count(DISTINCT o.uid)::int FROM delivery_key k
				JOIN delivery_owner o ON o.sync_id = k.sync_id AND o.key_hash = k.key_hash
				WHERE k.sync_id = ${sync.id} AND ((k.is_desired AND o.is_desired AND k.state IN ('absent', 'unknown', 'adding'))
					OR (NOT k.is_desired AND k.state IN ('present', 'accepted', 'unknown', 'adding', 'removing')))) AS people,
			(SELECT min(r.started_at) FROM sync_run r, finished WHERE r.sync_id = ${sync.id} AND r.trigger <> 'erasure'
				AND r.started_at >= coalesce(finished.at, '-infinity')) AS "leftAt",
			(SELECT g.changed_at FROM segment g, finished
				WHERE g.id = ${sync.segmentId} AND g.changed_at > finished.at) AS "changedAt"`;
	const people = row?.people ?? 0;
	const since = [people > 0 ? row?.leftAt : null, row?.changedAt].flatMap((at) => (at ? [at.getTime()] : []));
	return { people, since: since.length > 0 ? new Date(Math.min(...since)).toISOString() : null };
}
