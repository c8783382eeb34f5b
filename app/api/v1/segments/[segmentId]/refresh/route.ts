import { segmentsApi } from "@/lib/segments/api";
import { refreshSegment } from "@/lib/segments/server/refresh-segment";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(segmentsApi.refresh, ({ ctx, params }) =>
	refreshSegment(ctx, params.segmentId),
);
