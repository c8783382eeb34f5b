import { contracts, openApiContract } from "@/app/api/v1/contracts";
import { buildOpenApi } from "@/lib/platform/http/build-openapi";
import { definePublicRoute } from "@/lib/workspaces/server/define-route";

let text: string | undefined;

export const GET = definePublicRoute(openApiContract, async () => {
	text ??= JSON.stringify(buildOpenApi(contracts));
	return new Response(text, {
		headers: { "content-type": "application/json", "cache-control": "public, max-age=300" },
	});
});
