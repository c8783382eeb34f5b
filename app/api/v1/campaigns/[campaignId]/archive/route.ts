import { campaignsApi } from "@/lib/campaigns/api";
import { archiveCampaign } from "@/lib/campaigns/server/archive-campaign";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(campaignsApi.archive, ({ ctx, params }) =>
	archiveCampaign(ctx, params.campaignId),
);
