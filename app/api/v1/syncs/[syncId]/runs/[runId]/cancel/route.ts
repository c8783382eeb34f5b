import { syncsApi } from "@/lib/syncs/api";
import { cancelRun } from "@/lib/syncs/server/change-sync";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(syncsApi.cancelRun, ({ ctx, params }) =>
	cancelRun(ctx, params.syncId, params.runId),
);
