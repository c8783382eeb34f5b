import { liftApi } from "@/lib/lift/api";
import { readEngagement } from "@/lib/lift/server/read-engagement";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(liftApi.engagement, ({ ctx, params }) =>
	readEngagement(ctx, params.campaignId),
);
