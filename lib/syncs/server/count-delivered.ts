import { countForRest } from "@/lib/profiles/server/count-profiles";
import { type DeliveredTotals, recentDays } from "@/lib/syncs/contracts";
import { maskCount } from "@/lib/workspaces/people-count";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const dayMs = 86_400_000;

/** People whom at least one destination holds, by the ledgers of the syncs that are not archived. */
export async function countDelivered(ctx: Context): Promise<DeliveredTotals> {
	allow(ctx, "syncs.read");
	const recent = new Date(ctx.now.getTime() - recentDays * dayMs);
	const everyone = await countForRest(ctx);
	const [row] = await ctx.db.$queryRaw<{ people: number; lately: number }[]>`
		SELECT count(*)::int AS people, (count(*) FILTER (WHERE newest >= ${recent}))::int AS lately FROM (
			SELECT o.uid, max(k.since) AS newest
			FROM sync s
			JOIN delivery_key k ON k.sync_id = s.id AND k.is_desired AND k.state IN ('present', 'accepted')
			JOIN delivery_owner o ON o.sync_id = k.sync_id AND o.key_hash = k.key_hash AND o.is_desired
			WHERE s.workspace_id = ${ctx.workspace.id} AND s.archived_at IS NULL
			GROUP BY o.uid
		) person`;
	const people = row?.people ?? 0;
	return {
		asOf: ctx.now.toISOString(),
		people: maskCount(ctx, people, everyone),
		lately: maskCount(ctx, row?.lately ?? 0, people),
	};
}
