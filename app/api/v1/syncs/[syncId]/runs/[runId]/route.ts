import { syncsApi } from "@/lib/syncs/api";
import { getRun } from "@/lib/syncs/server/list-runs";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(syncsApi.getRun, ({ ctx, params }) =>
	getRun(ctx, params.syncId, params.runId),
);
