import { syncPeopleApi } from "@/lib/syncs/people-api";
import { listMatches } from "@/lib/syncs/server/list-matches";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(syncPeopleApi.matches, ({ ctx, params }) => listMatches(ctx, params.syncId));
