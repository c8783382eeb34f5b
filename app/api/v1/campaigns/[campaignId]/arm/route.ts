import { campaignsApi } from "@/lib/campaigns/api";
import { readPersonArm } from "@/lib/campaigns/server/read-person-arm";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(campaignsApi.arm, ({ ctx, params, query }) =>
	readPersonArm(ctx, params.campaignId, query),
);
