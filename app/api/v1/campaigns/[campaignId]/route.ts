import { campaignsApi } from "@/lib/campaigns/api";
import { getCampaign } from "@/lib/campaigns/server/get-campaign";
import { updateCampaign } from "@/lib/campaigns/server/update-campaign";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(campaignsApi.get, ({ ctx, params }) => getCampaign(ctx, params.campaignId));

export const PATCH = defineRoute(campaignsApi.update, ({ ctx, params, body }) =>
	updateCampaign(ctx, params.campaignId, body),
);
