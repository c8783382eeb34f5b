import { liftApi } from "@/lib/lift/api";
import { readAttribution } from "@/lib/lift/server/read-attribution";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(liftApi.attribution, ({ ctx, params }) =>
	readAttribution(ctx, params.campaignId),
);
