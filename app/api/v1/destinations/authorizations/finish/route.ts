import { destinationsApi } from "@/lib/destinations/api";
import { finishAuthorization } from "@/lib/destinations/server/finish-authorization";
import { defineRoute } from "@/lib/workspaces/server/define-route";
import { sessionIdOf } from "@/lib/workspaces/server/session-id-of";

export const POST = defineRoute(destinationsApi.finishAuthorization, async ({ ctx, body, request }) =>
	finishAuthorization(ctx, await sessionIdOf(ctx, request), body),
);
