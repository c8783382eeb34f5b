import { segmentsApi } from "@/lib/segments/api";
import { previewSegment } from "@/lib/segments/server/preview-segment";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(segmentsApi.preview, ({ ctx, body, request }) =>
	previewSegment(ctx, body, request.signal),
);
