import { campaignsApi } from "@/lib/campaigns/api";
import { endCampaign } from "@/lib/campaigns/server/end-campaign";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(campaignsApi.end, ({ ctx, params }) => endCampaign(ctx, params.campaignId));
