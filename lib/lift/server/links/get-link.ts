import { findCampaign } from "@/lib/campaigns/server/read-campaign";
import type { ResultLink } from "@/lib/lift/links-api";
import { findLiveLink, toLink } from "@/lib/lift/server/links/live-link";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** The live link of a campaign, or null; never its token. */
export async function getLink(ctx: Context, campaignId: string): Promise<{ link: ResultLink | null }> {
	allow(ctx, "campaigns.write");
	await findCampaign(ctx, campaignId);
	const row = await findLiveLink(ctx.db, campaignId, ctx.now);
	return { link: row && toLink(row) };
}
