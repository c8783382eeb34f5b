import { Prisma } from "@/lib/platform/postgres/generated/client";
import { runCounts } from "@/lib/syncs/contracts";
import { type Change, decideGuard, neverAskedAbout } from "@/lib/syncs/decide-guard";
import { countDue, dueWhere } from "@/lib/syncs/server/ledger-rows";
import type { OpenSync } from "@/lib/syncs/server/open-sync";
import type { SyncGuards } from "@/lib/syncs/sync-settings";
import type { Context } from "@/lib/workspaces/server/context";

/** Of a key to be removed: whether its removal may wait for an answer. */
export const isAskedAbout = Prisma.sql`EXISTS (
	SELECT 1 FROM delivery_owner o WHERE o.sync_id = delivery_key.sync_id AND o.key_hash = delivery_key.key_hash
	HAVING count(*) > 0 AND NOT bool_or(o.reason = ANY(${[...neverAskedAbout]}::text[])))`;

/**
 * What would be changed that no one has confirmed, if it is too large to go through without someone's word. A run asks
 * once it has planned; a dry run, which plans nothing, adds the people whom no plan has looked at yet. Null when nothing
 * is asked.
 */
export async function readChange(
	ctx: Context,
	{ sync }: Pick<OpenSync, "sync">,
	given: {
		now: number;
		guards: SyncGuards;
		/** No one is added for now, so no one is asked about it. */
		addsNoOne: boolean;
		unplanned: { entering: number; leaving: number };
	},
): Promise<(Change & { isBeyond: ("entering" | "leaving")[] }) | null> {
	const { now, guards, addsNoOne, unplanned } = given;
	const last = await ctx.db.syncRun.findFirst({
		where: { syncId: sync.id, status: "finished", trigger: { not: "erasure" } },
		orderBy: { createdAt: "desc" },
		select: { counts: true },
	});
	// There is nothing to compare it with.
	if (!last && sync.confirmedPeople === null) return null;
	const entering = Prisma.sql`${dueWhere(sync.id, "add", now)}
		AND state = 'absent' AND confirmed_desired IS NOT TRUE`;
	const leaving = Prisma.sql`${dueWhere(sync.id, "remove", now)}
		AND confirmed_desired IS NOT FALSE AND ${isAskedAbout}`;
	const [keysIn, keysOut] = [await countDue(ctx.db, entering), await countDue(ctx.db, leaving)];
	const isFew = (keys: number, others: number) => keys + others < guards.changePeople;
	// A person has a key or more: fewer keys than the floor need no counting of people.
	const peopleIn = isFew(keysIn, unplanned.entering) ? keysIn : await countEntering(ctx, sync.id, entering);
	const peopleOut = isFew(keysOut, unplanned.leaving) ? keysOut : await countLeaving(ctx, sync.id, leaving);
	const all = { entering: peopleIn + unplanned.entering, leaving: peopleOut + unplanned.leaving };
	const confirmed = last ? 0 : (sync.confirmedPeople ?? 0);
	const change: Change = {
		delivered: last ? runCounts.parse(last.counts).delivered : confirmed,
		entering: addsNoOne ? 0 : Math.max(0, all.entering - confirmed),
		leaving: all.leaving,
	};
	const isBeyond = decideGuard(guards, change);
	return isBeyond.length === 0 ? null : { ...change, isBeyond };
}

/** People none of whose identifiers is there yet. In proportion to what is due. */
async function countEntering(ctx: Context, syncId: string, due: Prisma.Sql): Promise<number> {
	const [row] = await ctx.db.$queryRaw<{ people: number }[]>`
		SELECT count(*)::int AS people FROM (
			SELECT o.uid FROM delivery_owner o CROSS JOIN LATERAL (
				SELECT state FROM delivery_key WHERE sync_id = ${syncId} AND key_hash = o.key_hash OFFSET 0) k
			WHERE o.sync_id = ${syncId} AND o.uid = ANY(ARRAY(
				SELECT uid FROM delivery_owner WHERE sync_id = ${syncId} AND is_desired
					AND key_hash = ANY(ARRAY(SELECT key_hash FROM delivery_key WHERE ${due}))))
			GROUP BY o.uid HAVING NOT bool_or(k.state IN ('present', 'accepted', 'unknown'))) entering`;
	return row?.people ?? 0;
}

async function countLeaving(ctx: Context, syncId: string, due: Prisma.Sql): Promise<number> {
	const [row] = await ctx.db.$queryRaw<{ people: number }[]>`
		SELECT count(DISTINCT uid)::int AS people FROM delivery_owner WHERE sync_id = ${syncId}
			AND key_hash = ANY(ARRAY(SELECT key_hash FROM delivery_key WHERE ${due}))`;
	return row?.people ?? 0;
}
