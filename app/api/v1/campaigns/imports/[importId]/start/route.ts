import { campaignsApi } from "@/lib/campaigns/api";
import { startCampaignImport } from "@/lib/campaigns/server/imports/start-campaign-import";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(campaignsApi.startImport, ({ ctx, params, body }) =>
	startCampaignImport(ctx, { ...params, ...body }),
);
