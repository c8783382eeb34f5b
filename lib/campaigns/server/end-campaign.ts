import type { CampaignDetail } from "@/lib/campaigns/contracts";
import { decideTransition } from "@/lib/campaigns/decide-transition";
import { findCampaign, toDetail } from "@/lib/campaigns/server/read-campaign";
import { AppError } from "@/lib/kernel/app-error";
import { runToEmpty } from "@/lib/syncs/server/run-to-empty";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

const dayMs = 86_400_000;

/**
 * Ends a campaign: no one new is assigned, and its syncs run once more to remove everyone at the destination
 * (the gate wants no one of an ended campaign). Both are decided in one transaction: a campaign is never ended
 * with people left there whom no run will remove. Outcome windows already open run to their end.
 */
export async function endCampaign(ctx: Context, campaignId: string): Promise<CampaignDetail> {
	allow(ctx, "campaigns.write");
	const campaign = await findCampaign(ctx, campaignId);
	const decision = decideTransition(campaign.status, "end");
	if (!decision.ok) throw new AppError("conflict", decision.reason);
	await ctx.db.$transaction(async (tx) => {
		const { count } = await tx.campaign.updateMany({
			where: { id: campaignId, status: "running" },
			data: {
				status: decision.next,
				endedAt: ctx.now,
				// No one is assigned after the end, so the last window opens with it at the latest.
				measuredUntil: new Date(ctx.now.getTime() + campaign.windowDays * dayMs),
			},
		});
		if (count === 0) throw new AppError("conflict", "This campaign has already ended.");
		await recordAudit(tx, ctx, "campaign.ended", campaignId, { name: campaign.name });
		await runToEmpty(tx, ctx, campaignId);
	});
	return toDetail(ctx, await findCampaign(ctx, campaignId));
}
