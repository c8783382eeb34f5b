import { listReachQuestions } from "@/lib/destinations/server/list-reach-questions";
import { segmentsApi } from "@/lib/segments/api";
import { insightsApi } from "@/lib/segments/insights-api";
import { countReachable, countRuleReach } from "@/lib/segments/server/insights/count-reach";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(segmentsApi.reachOfAll, async ({ ctx }) =>
	countReachable(ctx, await listReachQuestions(ctx)),
);

export const POST = defineRoute(insightsApi.ruleReach, async ({ ctx, body, request }) =>
	countRuleReach(ctx, body, await listReachQuestions(ctx), request.signal),
);
