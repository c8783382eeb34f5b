import { z } from "zod";
import type { GlobalHoldoutGroup, GlobalHoldoutState } from "@/lib/campaigns/global-holdout-contracts";
import { isGloballyHeldOutSql } from "@/lib/holdouts/global-holdout-sql";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import type { GlobalHoldout } from "@/lib/platform/postgres/generated/client";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { hasMerges } from "@/lib/profiles/server/has-merges";
import { knownSql } from "@/lib/profiles/universe-sql";
import { maskCount } from "@/lib/workspaces/people-count";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const int = z.coerce.number().int();

const countHeldOut = defineQuery({
	name: "campaigns.count_globally_held_out",
	row: z.object({ people: int, heldOut: int }),
	build: ({
		group,
		...scope
	}: {
		ws: number;
		hasMerges: boolean;
		asOf: Date;
		group: Pick<GlobalHoldout, "salt" | "shareBp"> | null;
	}) => {
		const binder = new SqlBinder();
		const held = group ? `countIf(${isGloballyHeldOutSql(binder, scope, group)})` : "0";
		return binder.finish(`SELECT count() AS people, ${held} AS "heldOut"
			FROM (SELECT arrayJoin(bitmapToArray(${knownSql(binder, scope)})) AS uid)`);
	},
});

/** The group that is held out of everything, how many known people it is, and the groups before it. */
export async function getGlobalHoldout(ctx: Context): Promise<GlobalHoldoutState> {
	allow(ctx, "campaigns.read");
	const groups = await ctx.db.globalHoldout.findMany({
		where: { workspaceId: ctx.workspace.id },
		orderBy: { startedAt: "desc" },
	});
	const current = groups.find(({ endedAt }) => endedAt === null) ?? null;
	const [counts] = await countHeldOut(ctx.warehouse, {
		ws: ctx.workspace.number,
		hasMerges: await hasMerges(ctx),
		asOf: ctx.now,
		group: current,
	});
	if (!counts) throw new Error("The warehouse gave no counts");
	return {
		asOf: ctx.now.toISOString(),
		people: maskCount(ctx, counts.people),
		heldOut: current && maskCount(ctx, counts.heldOut, counts.people),
		current: current && toGroup(current),
		previous: groups.filter(({ endedAt }) => endedAt !== null).map(toGroup),
	};
}

/** A stored group as the API returns it. */
export function toGroup(row: GlobalHoldout): GlobalHoldoutGroup {
	const { id, shareBp, rotateMonths, goalEvent, valueProperty, currency, createdName } = row;
	return {
		id,
		shareBp,
		startedAt: row.startedAt.toISOString(),
		countsFrom: row.countsFrom.toISOString(),
		rotateMonths,
		nextRotationAt: row.nextRotationAt?.toISOString() ?? null,
		endedAt: row.endedAt?.toISOString() ?? null,
		goalEvent,
		valueProperty,
		currency,
		createdName,
	};
}
