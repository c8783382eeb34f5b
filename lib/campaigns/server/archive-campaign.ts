import type { CampaignDetail } from "@/lib/campaigns/contracts";
import { decideTransition } from "@/lib/campaigns/decide-transition";
import { findBareCampaign, findCampaign, toDetail } from "@/lib/campaigns/server/read-campaign";
import { AppError } from "@/lib/kernel/app-error";
import { archiveAudienceSegment } from "@/lib/segments/server/create-audience-segment";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** Archives a campaign; assignments and read-out stay. */
export async function archiveCampaign(ctx: Context, campaignId: string): Promise<CampaignDetail> {
	allow(ctx, "campaigns.write");
	await ctx.db.$transaction(async (tx) => {
		const campaign = await findBareCampaign(tx, ctx, campaignId);
		const decision = decideTransition(campaign.status, "archive");
		if (!decision.ok) throw new AppError("conflict", decision.reason);
		const { count } = await tx.campaign.updateMany({
			where: { id: campaignId, archivedAt: null },
			data: { archivedAt: ctx.now },
		});
		if (count === 0) return;
		await archiveAudienceSegment(tx, ctx, { campaignId, segmentId: campaign.segmentId, isArchived: true });
		await recordAudit(tx, ctx, "campaign.archived", campaignId, { name: campaign.name });
	});
	return toDetail(ctx, await findCampaign(ctx, campaignId));
}
