import { RATE_DAYS } from "@/lib/campaigns/entering-rate";
import { countEntered } from "@/lib/campaigns/server/count-entered";
import type { StoredCampaign } from "@/lib/campaigns/server/read-campaign";
import { chosenSegments } from "@/lib/holdouts/chosen-segments";
import { countAssignedAt } from "@/lib/holdouts/server/assign-new-members";
import { planSize } from "@/lib/lift/plan-size";
import type { Context } from "@/lib/workspaces/server/context";

/** How many people the campaign was planned to assign: what was known at launch decides, so it never changes by looking. */
export async function planPeople(ctx: Context, campaign: StoredCampaign): Promise<number> {
	const { launchedAt, endsAt, windowDays, enteringPerDay } = campaign;
	if (launchedAt === null) return 0;
	const cohort = campaign.epochs.find(({ treated }) => treated !== null);
	const [atLaunch, entered] = await Promise.all([
		cohort
			? (cohort.treated ?? 0) + (cohort.heldOut ?? 0)
			: // Launched before cohorts were counted.
				countAssignedAt(ctx, campaign.id, launchedAt),
		enteringPerDay !== null
			? enteringPerDay * RATE_DAYS
			: // Launched before the rate was kept.
				countBefore(ctx, chosenSegments(campaign), launchedAt),
	]);
	return planSize({ atLaunch, entered, launchedAt, endsAt, windowDays });
}

/** By the chosen segments: one of the campaign's own is as young as it, and its log says nothing of the weeks before. */
async function countBefore(ctx: Context, segmentIds: readonly string[], before: Date): Promise<number> {
	if (segmentIds.length === 0) return 0;
	const [row] = await countEntered(ctx.warehouse, { ws: ctx.workspace.number, segmentIds, before });
	return row?.people ?? 0;
}
