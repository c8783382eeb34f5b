import { traitsApi } from "@/lib/traits/api";
import { archiveTrait } from "@/lib/traits/server/archive-trait";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(traitsApi.archive, ({ ctx, params }) => archiveTrait(ctx, params.traitId));
