import { syncsApi } from "@/lib/syncs/api";
import { syncEditApi } from "@/lib/syncs/edit-api";
import { createSync } from "@/lib/syncs/server/create-sync";
import { listSyncs } from "@/lib/syncs/server/get-sync";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(syncsApi.list, ({ ctx, query }) => listSyncs(ctx, query));
export const POST = defineRoute(syncEditApi.create, ({ ctx, body }) => createSync(ctx, body));
