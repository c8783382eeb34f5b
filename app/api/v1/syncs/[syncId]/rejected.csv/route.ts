import { syncPeopleApi } from "@/lib/syncs/people-api";
import { downloadRejected } from "@/lib/syncs/server/download-rejected";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(syncPeopleApi.rejectedFile, ({ ctx, params, query }) =>
	downloadRejected(ctx, { syncId: params.syncId, reason: query.reason }),
);
