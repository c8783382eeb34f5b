import { syncsApi } from "@/lib/syncs/api";
import { resumeSync } from "@/lib/syncs/server/change-sync";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(syncsApi.resume, ({ ctx, params }) => resumeSync(ctx, params.syncId));
