import { insightsApi } from "@/lib/segments/insights-api";
import { listGolden } from "@/lib/segments/server/insights/list-golden";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(insightsApi.golden, ({ ctx, params }) => listGolden(ctx, params.segmentId));
