import { syncsApi } from "@/lib/syncs/api";
import { duplicateSync } from "@/lib/syncs/server/duplicate-sync";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(syncsApi.duplicate, ({ ctx, params }) => duplicateSync(ctx, params.syncId));
