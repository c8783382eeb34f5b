import { segmentsApi } from "@/lib/segments/api";
import { archiveSegment } from "@/lib/segments/server/archive-segment";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(segmentsApi.archive, ({ ctx, params, query }) =>
	archiveSegment(ctx, params.segmentId, { isConfirmed: query.confirmed === "true" }),
);
