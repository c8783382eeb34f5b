import { syncsApi } from "@/lib/syncs/api";
import { listRequests } from "@/lib/syncs/server/list-runs";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(syncsApi.requests, ({ ctx, params, query }) =>
	listRequests(ctx, params.syncId, params.runId, query),
);
