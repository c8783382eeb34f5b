import { segmentsApi } from "@/lib/segments/api";
import { getSegment } from "@/lib/segments/server/get-segment";
import { updateSegment } from "@/lib/segments/server/update-segment";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(segmentsApi.get, ({ ctx, params }) => getSegment(ctx, params.segmentId));
export const PATCH = defineRoute(segmentsApi.update, ({ ctx, params, body }) =>
	updateSegment(ctx, params.segmentId, body),
);
