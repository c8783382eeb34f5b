import type { CampaignDetail } from "@/lib/campaigns/contracts";
import { decideTransition } from "@/lib/campaigns/decide-transition";
import { findCampaign, toDetail } from "@/lib/campaigns/server/read-campaign";
import { AppError } from "@/lib/kernel/app-error";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** Takes a campaign off the schedule: it is a draft again. */
export async function unscheduleCampaign(ctx: Context, campaignId: string): Promise<CampaignDetail> {
	allow(ctx, "campaigns.write");
	const campaign = await findCampaign(ctx, campaignId);
	const decision = decideTransition(campaign.status, "unschedule");
	if (!decision.ok) throw new AppError("conflict", decision.reason);
	await ctx.db.$transaction(async (tx) => {
		const { count } = await tx.campaign.updateMany({
			where: { id: campaignId, status: "scheduled" },
			data: { status: decision.next, startsAt: null, launchProblem: null },
		});
		if (count === 0) throw new AppError("conflict", "This campaign has just started.");
		await recordAudit(tx, ctx, "campaign.unscheduled", campaignId, { name: campaign.name });
	});
	return toDetail(ctx, await findCampaign(ctx, campaignId));
}
