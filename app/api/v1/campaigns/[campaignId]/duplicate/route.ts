import { campaignsApi } from "@/lib/campaigns/api";
import { duplicateCampaign } from "@/lib/campaigns/server/duplicate-campaign";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(campaignsApi.duplicate, ({ ctx, params }) =>
	duplicateCampaign(ctx, params.campaignId),
);
