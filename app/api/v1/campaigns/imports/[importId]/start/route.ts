import { campaignImportsApi } from "@/lib/campaigns/imports-api";
import { startCampaignImport } from "@/lib/campaigns/server/imports/start-campaign-import";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(campaignImportsApi.startImport, ({ ctx, params, body }) =>
	startCampaignImport(ctx, { ...params, ...body }),
);
