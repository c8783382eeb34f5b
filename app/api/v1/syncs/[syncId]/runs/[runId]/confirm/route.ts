import { syncsApi } from "@/lib/syncs/api";
import { confirmRun } from "@/lib/syncs/server/confirm-run";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(syncsApi.confirmRun, ({ ctx, params }) =>
	confirmRun(ctx, params.syncId, params.runId),
);
