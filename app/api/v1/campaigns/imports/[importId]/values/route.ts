import { campaignImportsApi } from "@/lib/campaigns/imports-api";
import { listArmValues } from "@/lib/campaigns/server/imports/list-arm-values";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(campaignImportsApi.armValues, ({ ctx, params, body }) =>
	listArmValues(ctx, { ...params, ...body }),
);
