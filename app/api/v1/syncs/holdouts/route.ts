import { syncsApi } from "@/lib/syncs/api";
import { previewHoldouts } from "@/lib/syncs/server/preview-holdouts";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(syncsApi.holdouts, ({ ctx, query }) => previewHoldouts(ctx, query));
