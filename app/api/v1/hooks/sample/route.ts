import { hooksApi } from "@/lib/syncs/hooks-api";
import { sampleHook } from "@/lib/syncs/server/hooks/sample-hook";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(hooksApi.sample, ({ ctx, query }) => sampleHook(ctx, query));
