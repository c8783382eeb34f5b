import { traitsApi } from "@/lib/traits/api";
import { previewTrait } from "@/lib/traits/server/preview-trait";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(traitsApi.preview, ({ ctx, body, request }) =>
	previewTrait(ctx, body, request.signal),
);
