import { syncsApi } from "@/lib/syncs/api";
import { listMatches } from "@/lib/syncs/server/list-matches";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(syncsApi.matches, ({ ctx, params }) => listMatches(ctx, params.syncId));
