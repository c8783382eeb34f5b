import { sourcesApi } from "@/lib/sources/api";
import { previewRetyping, retypeTrait } from "@/lib/sources/server/retype-trait";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(sourcesApi.previewRetyping, ({ ctx, query }) => previewRetyping(ctx, query));
export const POST = defineRoute(sourcesApi.retype, ({ ctx, body }) => retypeTrait(ctx, body));
