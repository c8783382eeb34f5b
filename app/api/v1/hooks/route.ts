import { hooksApi } from "@/lib/syncs/hooks-api";
import { subscribeHook } from "@/lib/syncs/server/hooks/subscribe-hook";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(hooksApi.subscribe, ({ ctx, body }) => subscribeHook(ctx, body));
