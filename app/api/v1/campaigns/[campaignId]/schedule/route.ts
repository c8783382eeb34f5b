import { campaignsApi } from "@/lib/campaigns/api";
import { scheduleCampaign } from "@/lib/campaigns/server/schedule-campaign";
import { unscheduleCampaign } from "@/lib/campaigns/server/unschedule-campaign";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const PUT = defineRoute(campaignsApi.schedule, ({ ctx, params, body }) =>
	scheduleCampaign(ctx, params.campaignId, body),
);

export const DELETE = defineRoute(campaignsApi.unschedule, ({ ctx, params }) =>
	unscheduleCampaign(ctx, params.campaignId),
);
