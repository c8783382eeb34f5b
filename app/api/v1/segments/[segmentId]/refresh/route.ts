import { segmentsApi } from "@/lib/segments/api";
import { refreshSegment } from "@/lib/segments/server/refresh/refresh-segment";
import { defineRoute } from "@/lib/workspaces/server/define-route";

// The schedule may be refreshing this segment: a manual request waits for it rather than being refused.
export const POST = defineRoute(segmentsApi.refresh, ({ ctx, params }) =>
	refreshSegment(ctx, params.segmentId, { patienceMs: 30_000 }),
);
