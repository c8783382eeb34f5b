import { insightsApi } from "@/lib/segments/insights-api";
import { pinGolden, unpinGolden } from "@/lib/segments/server/insights/pin-golden";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const PUT = defineRoute(insightsApi.pinGolden, ({ ctx, params, body }) =>
	pinGolden(ctx, params.segmentId, params.profileId, body),
);
export const DELETE = defineRoute(insightsApi.unpinGolden, ({ ctx, params }) =>
	unpinGolden(ctx, params.segmentId, params.profileId),
);
