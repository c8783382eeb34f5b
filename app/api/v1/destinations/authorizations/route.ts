import { destinationsApi } from "@/lib/destinations/api";
import { startAuthorization } from "@/lib/destinations/server/start-authorization";
import { defineRoute } from "@/lib/workspaces/server/define-route";
import { sessionIdOf } from "@/lib/workspaces/server/session-id-of";

export const POST = defineRoute(destinationsApi.authorize, async ({ ctx, body, request }) =>
	startAuthorization(ctx, await sessionIdOf(ctx, request), body),
);
