import { destinationsApi } from "@/lib/destinations/api";
import { archiveDestination } from "@/lib/destinations/server/archive-destination";
import { getDestination } from "@/lib/destinations/server/get-destination";
import { updateDestination } from "@/lib/destinations/server/update-destination";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(destinationsApi.get, ({ ctx, params }) =>
	getDestination(ctx, params.destinationId),
);
export const PATCH = defineRoute(destinationsApi.update, ({ ctx, params, body }) =>
	updateDestination(ctx, params.destinationId, body),
);
export const DELETE = defineRoute(destinationsApi.archive, ({ ctx, params, query }) =>
	archiveDestination(ctx, params.destinationId, query),
);
