import { readWhole } from "@/lib/platform/postgres/read-whole";
import { countForRest } from "@/lib/profiles/server/count-profiles";
import { type DeliveredTotals, recentDays } from "@/lib/syncs/contracts";
import { maskCount } from "@/lib/workspaces/people-count";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const dayMs = 86_400_000;
/** Counting reads every ledger: what was counted so lately is shown again while no run has ended since. */
const keptMs = 10 * 60_000;
/** Workspaces remembered at a time. */
const mostKept = 1_000;

type Counted = { people: number; lately: number; at: Date; lastRun: string };
const kept = new Map<string, Counted>();

/** People whom at least one destination holds, by the ledgers of the syncs that are not archived. */
export async function countDelivered(ctx: Context): Promise<DeliveredTotals> {
	allow(ctx, "syncs.read");
	const [everyone, counted] = await Promise.all([countForRest(ctx), countOnce(ctx)]);
	return {
		asOf: counted.at.toISOString(),
		people: maskCount(ctx, counted.people, everyone),
		lately: maskCount(ctx, counted.lately, counted.people),
	};
}

async function countOnce(ctx: Context): Promise<Counted> {
	const [last] = await ctx.db.$queryRaw<{ run: string }[]>`
		SELECT concat_ws(' ', count(*), max(totals ->> 'at')) AS run FROM sync
		WHERE workspace_id = ${ctx.workspace.id} AND archived_at IS NULL`;
	const lastRun = last?.run ?? "";
	const known = kept.get(ctx.workspace.id);
	const ageMs = known ? ctx.now.getTime() - known.at.getTime() : Number.POSITIVE_INFINITY;
	if (known?.lastRun === lastRun && ageMs >= 0 && ageMs < keptMs) return known;
	const counted = { ...(await count(ctx)), at: ctx.now, lastRun };
	if (kept.size >= mostKept) kept.clear();
	kept.set(ctx.workspace.id, counted);
	return counted;
}

async function count(ctx: Context): Promise<Pick<Counted, "people" | "lately">> {
	const recent = new Date(ctx.now.getTime() - recentDays * dayMs);
	const [row] = await readWhole(
		ctx.db,
		(tx) => tx.$queryRaw<{ people: number; lately: number }[]>`
		SELECT count(*)::int AS people, (count(*) FILTER (WHERE newest >= ${recent}))::int AS lately FROM (
			SELECT o.uid, max(k.since) AS newest
			FROM sync s
			JOIN delivery_key k ON k.sync_id = s.id AND k.is_desired AND k.state IN ('present', 'accepted')
			JOIN delivery_owner o ON o.sync_id = k.sync_id AND o.key_hash = k.key_hash AND o.is_desired
			WHERE s.workspace_id = ${ctx.workspace.id} AND s.archived_at IS NULL
			GROUP BY o.uid
		) person`,
	);
	return { people: row?.people ?? 0, lately: row?.lately ?? 0 };
}
