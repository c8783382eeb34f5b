import { optOutsApi } from "@/lib/destinations/opt-outs/api";
import { getOptOutFeed } from "@/lib/destinations/server/opt-outs/get-opt-out-feed";
import { setPush } from "@/lib/destinations/server/opt-outs/set-push";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(optOutsApi.get, ({ ctx, params }) => getOptOutFeed(ctx, params.destinationId));
export const PUT = defineRoute(optOutsApi.setPush, ({ ctx, params, body }) =>
	setPush(ctx, params.destinationId, body.push),
);
