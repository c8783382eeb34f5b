import { createFirstAdmin } from "@/lib/workspaces/server/create-first-admin";
import { definePublicRoute } from "@/lib/workspaces/server/define-route";
import { setupApi } from "@/lib/workspaces/setup-api";

export const POST = definePublicRoute(setupApi.create, async ({ body, requestId }) => {
	const { workspaceSlug } = await createFirstAdmin(body, requestId);
	return { workspaceSlug };
});
