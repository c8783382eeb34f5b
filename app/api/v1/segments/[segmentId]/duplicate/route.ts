import { segmentsApi } from "@/lib/segments/api";
import { duplicateSegment } from "@/lib/segments/server/duplicate-segment";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(segmentsApi.duplicate, ({ ctx, params }) =>
	duplicateSegment(ctx, params.segmentId),
);
