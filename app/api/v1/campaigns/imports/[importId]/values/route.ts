import { campaignsApi } from "@/lib/campaigns/api";
import { listArmValues } from "@/lib/campaigns/server/imports/list-arm-values";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(campaignsApi.armValues, ({ ctx, params, body }) =>
	listArmValues(ctx, { ...params, ...body }),
);
