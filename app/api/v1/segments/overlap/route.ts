import { insightsApi } from "@/lib/segments/insights-api";
import { findOverlap } from "@/lib/segments/server/insights/find-overlap";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(insightsApi.overlap, ({ ctx, query, request }) =>
	findOverlap(ctx, query, request.signal),
);
