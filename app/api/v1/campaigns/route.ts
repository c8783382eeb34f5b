import { campaignsApi } from "@/lib/campaigns/api";
import { createCampaign } from "@/lib/campaigns/server/create-campaign";
import { listCampaigns } from "@/lib/campaigns/server/list-campaigns";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(campaignsApi.list, ({ ctx, query }) => listCampaigns(ctx, query));

export const POST = defineRoute(campaignsApi.create, ({ ctx, body }) => createCampaign(ctx, body));
