import type { CampaignDetail } from "@/lib/campaigns/contracts";
import { findBareCampaign, findCampaign, toDetail } from "@/lib/campaigns/server/read-campaign";
import { archiveAudienceSegment } from "@/lib/segments/server/create-audience-segment";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** Restores an archived campaign to its state before: a draft, ended or imported. */
export async function restoreCampaign(ctx: Context, campaignId: string): Promise<CampaignDetail> {
	allow(ctx, "campaigns.write");
	await ctx.db.$transaction(async (tx) => {
		const campaign = await findBareCampaign(tx, ctx, campaignId);
		const { count } = await tx.campaign.updateMany({
			where: { id: campaignId, archivedAt: { not: null } },
			data: { archivedAt: null },
		});
		if (count === 0) return;
		await archiveAudienceSegment(tx, ctx, { campaignId, segmentId: campaign.segmentId, isArchived: false });
		await recordAudit(tx, ctx, "campaign.restored", campaignId, { name: campaign.name });
	});
	return toDetail(ctx, await findCampaign(ctx, campaignId));
}
