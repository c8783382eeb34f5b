import { syncsApi } from "@/lib/syncs/api";
import { previewSync } from "@/lib/syncs/server/preview-sync";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(syncsApi.preview, ({ ctx, params }) => previewSync(ctx, params.syncId));
