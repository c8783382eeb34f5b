import { liftApi } from "@/lib/lift/api";
import { readLift } from "@/lib/lift/server/read-lift";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(liftApi.get, ({ ctx, params, query }) =>
	readLift(ctx, params.campaignId, query),
);
