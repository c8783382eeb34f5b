import { traitsApi } from "@/lib/traits/api";
import { createTrait } from "@/lib/traits/server/create-trait";
import { listTraits } from "@/lib/traits/server/list-traits";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(traitsApi.list, ({ ctx, query }) => listTraits(ctx, query));
export const POST = defineRoute(traitsApi.create, ({ ctx, body }) => createTrait(ctx, body));
