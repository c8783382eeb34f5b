import { networks } from "@/lib/destinations/registry";
import { type PullWorld, pullOptOuts } from "@/lib/destinations/server/opt-outs/pull-opt-outs";
import { log } from "@/lib/platform/log";
import { database } from "@/lib/platform/postgres/database";
import { systemContext } from "@/lib/workspaces/server/context";

const batch = 40;
/** A destination that does not answer keeps one of these waiting, not all. */
const atOnce = 4;
/** Longer than a job may take: whoever held a destination until then is dead. */
const holdMs = 15 * 60_000;

type Due = { destinationId: string; workspaceId: string };
type Options = Partial<PullWorld> & { workspaceId?: string };

/**
 * Asks every connected destination that can say so whom it may no longer message, each as often as its network says. Those
 * that are left alone for now, or to which access must be given again, are not asked.
 */
export async function readDueOptOuts({
	now = Date.now,
	workspaceId,
	...world
}: Options = {}): Promise<{ read: number; failed: number }> {
	const waiting = await takeDue(new Date(now()), workspaceId ?? null);
	const result = { read: 0, failed: 0 };
	const work = async (): Promise<void> => {
		for (let due = waiting.shift(); due && !world.signal?.aborted; due = waiting.shift()) {
			try {
				const ctx = await systemContext(due.workspaceId, undefined, new Date(now()));
				const { problem } = await pullOptOuts(ctx, due.destinationId, { now, ...world });
				if (problem === null) result.read++;
				else result.failed++;
			} catch (error) {
				// A secret that cannot be unsealed, or a fault of ours: asked again once the hold is over.
				result.failed++;
				log.error("destinations.opt_outs_not_read", { ...due, error });
				await database().optOutFeed.updateMany({
					where: { destinationId: due.destinationId },
					data: { problem: "The answer could not be applied. Muster tries again." },
				});
			}
		}
	};
	await Promise.all(Array.from({ length: atOnce }, work));
	return result;
}

/** Those that are due, held by this process: no other asks them meanwhile. */
async function takeDue(now: Date, workspaceId: string | null): Promise<Due[]> {
	const slugs = networks.filter(({ optOuts }) => optOuts).map(({ slug }) => slug);
	return await database().$queryRaw<Due[]>`
		INSERT INTO opt_out_feed AS f (destination_id, next_at)
		SELECT id, ${new Date(now.getTime() + holdMs)}::timestamptz FROM (
			SELECT d.id FROM destination d
				LEFT JOIN opt_out_feed g ON g.destination_id = d.id
				LEFT JOIN destination_rate r ON r.destination_id = d.id
			WHERE d.network = ANY(${slugs}::text[]) AND d.archived_at IS NULL AND d.status <> 'disconnected'
				AND NOT d.needs_reconnect AND (g.next_at IS NULL OR g.next_at <= ${now})
				AND coalesce(greatest(r.held_until, r.probe_at), '-infinity') <= ${now}
				AND (${workspaceId}::text IS NULL OR d.workspace_id = ${workspaceId})
			ORDER BY g.next_at NULLS FIRST LIMIT ${batch}) due
		ON CONFLICT (destination_id) DO UPDATE SET next_at = excluded.next_at
			WHERE f.next_at IS NULL OR f.next_at <= ${now}
		RETURNING destination_id AS "destinationId",
			(SELECT workspace_id FROM destination d WHERE d.id = destination_id) AS "workspaceId"`;
}
