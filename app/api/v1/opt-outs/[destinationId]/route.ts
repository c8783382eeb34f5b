import { optOutsApi } from "@/lib/destinations/opt-outs/api";
import { receiveOptOuts } from "@/lib/destinations/server/opt-outs/receive-opt-outs";
import { definePublicRoute } from "@/lib/workspaces/server/define-route";

export const POST = definePublicRoute(optOutsApi.receive, ({ params, request, requestId }) =>
	receiveOptOuts(params.destinationId, request, { requestId }),
);
