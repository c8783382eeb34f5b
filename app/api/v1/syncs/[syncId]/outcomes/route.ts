import { syncsApi } from "@/lib/syncs/api";
import { listOutcomes } from "@/lib/syncs/server/list-outcomes";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(syncsApi.outcomes, ({ ctx, params, query }) =>
	listOutcomes(ctx, params.syncId, query),
);
