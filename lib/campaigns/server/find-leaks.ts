import { z } from "zod";
import type { LeakReport } from "@/lib/campaigns/contracts";
import { findCampaign } from "@/lib/campaigns/server/read-campaign";
import { assignedPeopleSql } from "@/lib/holdouts/assigned-people-sql";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { streamRows } from "@/lib/platform/warehouse/define-query";
import { hasMerges } from "@/lib/profiles/server/has-merges";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const BATCH = 10_000;
const SHOWN = 100;
const person = z.object({ uid: z.coerce.number().int() });

/**
 * Compares deliveries with assignments: every held-out person with a key that is or may be at a destination,
 * through the campaign's own syncs or another sync of the same segment. Held-out people are read in batches.
 */
export async function findLeaks(ctx: Context, campaignId: string): Promise<LeakReport> {
	allow(ctx, "people.read");
	return await compareDeliveries(ctx, campaignId);
}

/** The same for a read-out, which says how many there were to any role that may read it. */
export async function compareDeliveries(ctx: Context, campaignId: string): Promise<LeakReport> {
	allow(ctx, "campaigns.read");
	const campaign = await findCampaign(ctx, campaignId);
	const syncs =
		campaign.segmentId === null
			? []
			: await ctx.db.sync.findMany({
					where: { workspaceId: ctx.workspace.id, segmentId: campaign.segmentId },
					select: { id: true, name: true, campaignId: true },
				});
	const report: LeakReport = { asOf: ctx.now.toISOString(), reached: 0, reachedElsewhere: 0, people: [] };
	if (syncs.length === 0) return report;
	const own = new Set(syncs.filter((sync) => sync.campaignId === campaignId).map((sync) => sync.id));
	const names = new Map(syncs.map((sync) => [sync.id, sync.name]));
	const binder = new SqlBinder();
	const scope = { ws: ctx.workspace.number, campaignId, hasMerges: await hasMerges(ctx) };
	const heldOut = binder.finish(
		`SELECT uid FROM ${assignedPeopleSql(binder, scope)} WHERE arm = 'holdout' ORDER BY uid`,
	);
	const check = async (uids: number[]) => {
		const reached = await ctx.db.$queryRaw<{ uid: number; syncId: string }[]>`
			SELECT DISTINCT o.uid AS "uid", o.sync_id AS "syncId"
			FROM delivery_owner o JOIN delivery_key k ON k.sync_id = o.sync_id AND k.key_hash = o.key_hash
			WHERE o.sync_id = ANY(${syncs.map((sync) => sync.id)}) AND o.uid = ANY(${uids})
				AND k.state IN ('adding', 'present', 'accepted', 'removing', 'unknown')
			ORDER BY o.uid`;
		const ownPeople = new Set(reached.filter((row) => own.has(row.syncId)).map((row) => row.uid));
		const others = new Set(reached.filter((row) => !own.has(row.syncId)).map((row) => row.uid));
		report.reached += ownPeople.size;
		report.reachedElsewhere += others.size;
		for (const { uid, syncId } of reached) {
			if (report.people.length >= SHOWN) break;
			report.people.push({ uid, syncId, syncName: names.get(syncId) ?? syncId, isOwnSync: own.has(syncId) });
		}
	};
	let batch: number[] = [];
	for await (const row of streamRows(ctx.warehouse, {
		...heldOut,
		name: "campaigns.held_out_people",
		row: person,
	})) {
		batch.push(row.uid);
		if (batch.length < BATCH) continue;
		await check(batch);
		batch = [];
	}
	if (batch.length > 0) await check(batch);
	return report;
}
