import { syncRequestsApi } from "@/lib/syncs/requests-api";
import { listRequests } from "@/lib/syncs/server/list-runs";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(syncRequestsApi.requests, ({ ctx, params, query }) =>
	listRequests(ctx, params.syncId, params.runId, query),
);
