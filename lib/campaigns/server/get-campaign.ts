import type { CampaignDetail } from "@/lib/campaigns/contracts";
import { findCampaign, toDetail } from "@/lib/campaigns/server/read-campaign";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

export async function getCampaign(ctx: Context, campaignId: string): Promise<CampaignDetail> {
	allow(ctx, "campaigns.read");
	return toDetail(ctx, await findCampaign(ctx, campaignId));
}
