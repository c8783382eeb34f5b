import { syncsApi } from "@/lib/syncs/api";
import { enqueueSyncRun } from "@/lib/syncs/server/enqueue-sync-run";
import { listRuns } from "@/lib/syncs/server/list-runs";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(syncsApi.runs, ({ ctx, params, query }) =>
	listRuns(ctx, params.syncId, query),
);
export const POST = defineRoute(syncsApi.run, ({ ctx, params, body }) =>
	enqueueSyncRun(ctx, { syncId: params.syncId, trigger: "manual", ...body }),
);
