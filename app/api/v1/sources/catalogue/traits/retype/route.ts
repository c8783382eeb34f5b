import { sourcesApi } from "@/lib/sources/api";
import { retypeTrait } from "@/lib/sources/server/retype-trait";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(sourcesApi.retypeTrait, ({ ctx, body }) => retypeTrait(ctx, body));
