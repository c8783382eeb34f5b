import { traitsApi } from "@/lib/traits/api";
import { refreshTrait } from "@/lib/traits/server/refresh-trait";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(traitsApi.refresh, ({ ctx, params }) => refreshTrait(ctx, params.traitId));
