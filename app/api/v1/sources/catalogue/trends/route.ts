import { sourcesApi } from "@/lib/sources/api";
import { listEventTrends } from "@/lib/sources/server/list-event-trends";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(sourcesApi.trends, ({ ctx }) => listEventTrends(ctx));
