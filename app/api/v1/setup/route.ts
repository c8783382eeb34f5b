import { createFirstAdmin } from "@/lib/workspaces/server/create-first-admin";
import { definePublicRoute } from "@/lib/workspaces/server/define-route";
import { setupApi } from "@/lib/workspaces/setup-api";

export const POST = definePublicRoute(setupApi.create, ({ body, address, requestId }) =>
	createFirstAdmin(body, { address, requestId }),
);
