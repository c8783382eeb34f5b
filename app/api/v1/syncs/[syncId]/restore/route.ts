import { syncsApi } from "@/lib/syncs/api";
import { restoreSync } from "@/lib/syncs/server/archive-sync";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(syncsApi.restore, ({ ctx, params }) => restoreSync(ctx, params.syncId));
