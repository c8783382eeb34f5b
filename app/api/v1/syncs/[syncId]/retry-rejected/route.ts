import { syncsApi } from "@/lib/syncs/api";
import { retryRejected } from "@/lib/syncs/server/change-sync";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(syncsApi.retryRejected, ({ ctx, params }) =>
	retryRejected(ctx, params.syncId),
);
