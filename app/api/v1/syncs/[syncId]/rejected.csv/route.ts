import { syncsApi } from "@/lib/syncs/api";
import { downloadRejected } from "@/lib/syncs/server/download-rejected";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(syncsApi.rejectedFile, ({ ctx, params, query }) =>
	downloadRejected(ctx, { syncId: params.syncId, reason: query.reason }),
);
