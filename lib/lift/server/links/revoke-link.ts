import { findBareCampaign } from "@/lib/campaigns/server/read-campaign";
import { findLiveLink, isLive } from "@/lib/lift/server/links/live-link";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** Revokes a campaign's link: the next request with it finds nothing. Without a live one there is nothing to do. */
export async function revokeLink(ctx: Context, campaignId: string): Promise<{ link: null }> {
	allow(ctx, "campaigns.write");
	await ctx.db.$transaction(async (tx) => {
		const campaign = await findBareCampaign(tx, ctx, campaignId);
		const live = await findLiveLink(tx, campaignId, ctx.now);
		if (!live) return;
		await tx.resultLink.updateMany({
			where: { campaignId, ...isLive(ctx.now) },
			data: { revokedAt: ctx.now },
		});
		await recordAudit(tx, ctx, "result_link.revoked", campaignId, { name: campaign.name, link: live.id });
	});
	return { link: null };
}
