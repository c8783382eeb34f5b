import { campaignsApi } from "@/lib/campaigns/api";
import { restoreCampaign } from "@/lib/campaigns/server/restore-campaign";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(campaignsApi.restore, ({ ctx, params }) =>
	restoreCampaign(ctx, params.campaignId),
);
