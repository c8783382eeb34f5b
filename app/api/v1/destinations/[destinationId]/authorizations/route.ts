import { destinationsApi } from "@/lib/destinations/api";
import { restartAuthorization } from "@/lib/destinations/server/start-authorization";
import { defineRoute } from "@/lib/workspaces/server/define-route";
import { sessionIdOf } from "@/lib/workspaces/server/session-id-of";

export const POST = defineRoute(destinationsApi.reauthorize, async ({ ctx, params, request }) =>
	restartAuthorization(ctx, await sessionIdOf(ctx, request), params.destinationId),
);
