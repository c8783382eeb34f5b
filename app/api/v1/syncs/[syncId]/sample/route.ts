import { syncsApi } from "@/lib/syncs/api";
import { sampleSync } from "@/lib/syncs/server/sample-sync";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(syncsApi.sample, ({ ctx, params, body }) =>
	sampleSync(ctx, params.syncId, body),
);
