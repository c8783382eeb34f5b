import { segmentsApi } from "@/lib/segments/api";
import { getHistory } from "@/lib/segments/server/get-history";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(segmentsApi.history, ({ ctx, params }) => getHistory(ctx, params.segmentId));
