import { listReachQuestions } from "@/lib/destinations/server/list-reach-questions";
import { insightsApi } from "@/lib/segments/insights-api";
import { countReach } from "@/lib/segments/server/insights/count-reach";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(insightsApi.reach, async ({ ctx, params }) =>
	countReach(ctx, params.segmentId, await listReachQuestions(ctx)),
);
