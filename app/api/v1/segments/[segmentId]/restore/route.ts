import { segmentsApi } from "@/lib/segments/api";
import { restoreSegment } from "@/lib/segments/server/restore-segment";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(segmentsApi.restore, ({ ctx, params }) =>
	restoreSegment(ctx, params.segmentId),
);
