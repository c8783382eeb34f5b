import { traitsApi } from "@/lib/traits/api";
import { getTrait } from "@/lib/traits/server/get-trait";
import { updateTrait } from "@/lib/traits/server/update-trait";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(traitsApi.get, ({ ctx, params }) => getTrait(ctx, params.traitId));
export const PATCH = defineRoute(traitsApi.update, ({ ctx, params, body }) =>
	updateTrait(ctx, params.traitId, body),
);
