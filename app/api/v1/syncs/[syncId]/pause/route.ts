import { syncsApi } from "@/lib/syncs/api";
import { pauseSync } from "@/lib/syncs/server/change-sync";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(syncsApi.pause, ({ ctx, params }) => pauseSync(ctx, params.syncId));
