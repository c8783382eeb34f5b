import { destinationsApi } from "@/lib/destinations/api";
import { getOwedRemovals } from "@/lib/destinations/server/get-owed-removals";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(destinationsApi.owedRemovals, ({ ctx, params }) =>
	getOwedRemovals(ctx, params.destinationId),
);
