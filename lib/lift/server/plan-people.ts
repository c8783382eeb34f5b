import { z } from "zod";
import type { StoredCampaign } from "@/lib/campaigns/server/read-campaign";
import { chosenSegments } from "@/lib/holdouts/chosen-segments";
import { countAssignedAt } from "@/lib/holdouts/server/assign-new-members";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { planSize, RATE_DAYS } from "@/lib/lift/plan-size";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import type { Context } from "@/lib/workspaces/server/context";

const DAY_MS = 86_400_000;

/**
 * Who entered one of the segments in the weeks before an instant. Those it began with did not: they are in its first logged change,
 * or in none.
 */
export const countEntered = defineQuery({
	name: "lift.count_entered",
	row: z.object({ people: z.coerce.number().int() }),
	build: ({ ws, segmentIds, before }: { ws: number; segmentIds: readonly string[]; before: Date }) => {
		const binder = new SqlBinder();
		const log = `membership_change WHERE ws = ${binder.bind(ws, "UInt32")} AND segment IN (${binder.bind([...segmentIds], "Array(String)")})`;
		return binder.finish(`SELECT uniqExact(uid) AS people FROM ${log} AND change = 'entered'
			AND (segment, served_at) NOT IN (SELECT segment, min(served_at) FROM ${log} GROUP BY segment)
			AND effective_at > ${binder.bindInstant(before.getTime() - RATE_DAYS * DAY_MS)}
			AND effective_at <= ${binder.bindInstant(before)}`);
	},
});

/** How many people the campaign was planned to assign: what was known at launch decides, so it never changes by looking. */
export async function planPeople(ctx: Context, campaign: StoredCampaign): Promise<number> {
	const { launchedAt, endsAt, windowDays } = campaign;
	// A segment of the campaign's own is as young as the campaign, and its log says nothing of the weeks before.
	const segmentIds = chosenSegments(campaign);
	if (launchedAt === null) return 0;
	const cohort = campaign.epochs.find(({ treated }) => treated !== null);
	const [atLaunch, [entered]] = await Promise.all([
		cohort
			? (cohort.treated ?? 0) + (cohort.heldOut ?? 0)
			: // Launched before cohorts were counted.
				countAssignedAt(ctx, campaign.id, launchedAt),
		segmentIds.length === 0
			? []
			: countEntered(ctx.warehouse, { ws: ctx.workspace.number, segmentIds, before: launchedAt }),
	]);
	return planSize({ atLaunch, entered: entered?.people ?? 0, launchedAt, endsAt, windowDays });
}
