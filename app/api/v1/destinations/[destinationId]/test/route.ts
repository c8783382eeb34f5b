import { destinationsApi } from "@/lib/destinations/api";
import { testDestination } from "@/lib/destinations/server/test-connection";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(destinationsApi.test, ({ ctx, params }) =>
	testDestination(ctx, params.destinationId),
);
