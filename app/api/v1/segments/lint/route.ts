import { listSmallestAudiences } from "@/lib/destinations/server/list-smallest-audiences";
import { insightsApi } from "@/lib/segments/insights-api";
import { lintSegment } from "@/lib/segments/server/insights/lint-segment";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(insightsApi.lint, async ({ ctx, body, request }) =>
	lintSegment(ctx, body, { minimums: await listSmallestAudiences(ctx), signal: request.signal }),
);
