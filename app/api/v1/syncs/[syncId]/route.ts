import { syncsApi } from "@/lib/syncs/api";
import { syncEditApi } from "@/lib/syncs/edit-api";
import { archiveSync } from "@/lib/syncs/server/archive-sync";
import { updateSync } from "@/lib/syncs/server/change-sync";
import { getSync } from "@/lib/syncs/server/get-sync";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(syncsApi.get, ({ ctx, params }) => getSync(ctx, params.syncId));
export const PATCH = defineRoute(syncEditApi.update, ({ ctx, params, body }) =>
	updateSync(ctx, params.syncId, body),
);
export const DELETE = defineRoute(syncsApi.archive, ({ ctx, params, query }) =>
	archiveSync(ctx, params.syncId, query),
);
