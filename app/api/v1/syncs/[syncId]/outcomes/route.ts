import { syncPeopleApi } from "@/lib/syncs/people-api";
import { listOutcomes } from "@/lib/syncs/server/list-outcomes";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(syncPeopleApi.outcomes, ({ ctx, params, query }) =>
	listOutcomes(ctx, params.syncId, query),
);
