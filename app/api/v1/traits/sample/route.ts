import { traitsApi } from "@/lib/traits/api";
import { sampleTrait } from "@/lib/traits/server/sample-trait";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(traitsApi.sample, ({ ctx, body, request }) =>
	sampleTrait(ctx, body, request.signal),
);
