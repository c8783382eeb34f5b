import { insightsApi } from "@/lib/segments/insights-api";
import { explainPerson } from "@/lib/segments/server/insights/explain-person";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(insightsApi.explain, ({ ctx, params }) => explainPerson(ctx, params));
