import { z } from "zod";
import type { LeakPath, LeakReport } from "@/lib/campaigns/contracts";
import { listReachingSyncs, type ReachingSync } from "@/lib/campaigns/server/list-reaching-syncs";
import { findCampaign } from "@/lib/campaigns/server/read-campaign";
import { assignedPeopleSql } from "@/lib/holdouts/assigned-people-sql";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { streamRows } from "@/lib/platform/warehouse/define-query";
import { hasMerges } from "@/lib/profiles/server/has-merges";
import { findPresent } from "@/lib/syncs/server/delivery-stays";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const BATCH = 10_000;
const SHOWN = 100;
const dayMs = 86_400_000;
const batchOfPeople = z.object({ uids: z.array(z.number().int()), assignedMs: z.array(z.number()) });

/**
 * Compares deliveries with assignments: every held-out person who was, or may have been, in an audience that reaches
 * them during their outcome window, by every way there is, also under the number of someone merged into them.
 */
export async function findLeaks(ctx: Context, campaignId: string): Promise<LeakReport> {
	allow(ctx, "people.read");
	return await compareDeliveries(ctx, campaignId);
}

/** The same for a read-out, which says how many there were to any role that may read it. */
export async function compareDeliveries(ctx: Context, campaignId: string): Promise<LeakReport> {
	allow(ctx, "campaigns.read");
	const campaign = await findCampaign(ctx, campaignId);
	const syncs = await listReachingSyncs(ctx, campaign);
	const found = new Map(syncs.map((sync) => [sync.id, { sync, people: 0, since: null as Date | null }]));
	const isMerged = await hasMerges(ctx);
	const report: LeakReport = {
		asOf: ctx.now.toISOString(),
		heldOut: 0,
		reached: 0,
		reachedElsewhere: 0,
		paths: [],
		people: [],
	};
	const scope = { ws: ctx.workspace.number, syncIds: [...found.keys()], hasMerges: isMerged };
	const check = async (batch: readonly { uid: number; assignedMs: number }[]) => {
		report.heldOut += batch.length;
		const rows = await findPresent(
			ctx.db,
			scope,
			batch.map(({ uid, assignedMs }) => ({
				uid,
				from: new Date(assignedMs),
				to: new Date(assignedMs + campaign.windowDays * dayMs),
			})),
		);
		report.reached += new Set(rows.map(({ uid }) => uid)).size;
		const isOwn = (syncId: string) => found.get(syncId)?.sync.kind === "own";
		report.reachedElsewhere += new Set(rows.flatMap(({ uid, syncId }) => (isOwn(syncId) ? [] : [uid]))).size;
		for (const { uid, syncId, since } of rows) {
			const path = found.get(syncId);
			if (!path) continue;
			path.people++;
			if (path.since === null || since < path.since) path.since = since;
			if (report.people.length < SHOWN)
				report.people.push({ uid, syncId, syncName: path.sync.name, isOwnSync: path.sync.kind === "own" });
		}
	};
	for await (const { uids, assignedMs } of heldOutPeople(ctx, campaignId, isMerged))
		await check(uids.map((uid, index) => ({ uid, assignedMs: assignedMs[index] ?? 0 })));
	report.paths = [...found.values()]
		.flatMap(({ sync, people, since }) => (since === null ? [] : [toPath(sync, people, since)]))
		.sort((a, b) => b.people - a.people);
	return report;
}

/** Held-out people with the instant of their assignment, each once after merges; a row for many of them. */
function heldOutPeople(ctx: Context, campaignId: string, isMerged: boolean) {
	const binder = new SqlBinder();
	const scope = { ws: ctx.workspace.number, campaignId, hasMerges: isMerged };
	return streamRows(ctx.warehouse, {
		...binder.finish(`SELECT groupArray(uid) AS uids, groupArray(assigned_ms) AS "assignedMs" FROM (
			SELECT uid, toFloat64(toUnixTimestamp64Milli(assigned_at)) AS assigned_ms, intDiv(row_number() OVER (ORDER BY uid) - 1, ${BATCH}) AS batch
			FROM ${assignedPeopleSql(binder, scope)} WHERE arm = 'holdout'
		) GROUP BY batch ORDER BY batch`),
		name: "campaigns.held_out_people",
		row: batchOfPeople,
	});
}

function toPath(
	{ id, name, kind, campaign, destination, isSameAccount, isSameSegment }: ReachingSync,
	people: number,
	since: Date,
): LeakPath {
	return {
		kind,
		syncId: id,
		syncName: name,
		campaign,
		destinationName: destination.name,
		isSameAccount,
		isSameSegment,
		people,
		since: since.toISOString(),
	};
}
