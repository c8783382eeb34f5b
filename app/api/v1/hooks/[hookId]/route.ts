import { hooksApi } from "@/lib/syncs/hooks-api";
import { unsubscribeHook } from "@/lib/syncs/server/hooks/unsubscribe-hook";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const DELETE = defineRoute(hooksApi.unsubscribe, ({ ctx, params }) =>
	unsubscribeHook(ctx, params.hookId),
);
