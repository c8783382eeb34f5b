import { segmentsApi } from "@/lib/segments/api";
import { listTrends } from "@/lib/segments/server/list-trends";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(segmentsApi.trends, ({ ctx, query }) => listTrends(ctx, query));
