import { syncRequestsApi } from "@/lib/syncs/requests-api";
import { sampleSync } from "@/lib/syncs/server/sample-sync";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(syncRequestsApi.sample, ({ ctx, params, body }) =>
	sampleSync(ctx, params.syncId, body),
);
