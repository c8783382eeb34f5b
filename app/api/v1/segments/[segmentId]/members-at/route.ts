import { insightsApi } from "@/lib/segments/insights-api";
import { listMembersAt } from "@/lib/segments/server/insights/list-members-at";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(insightsApi.membersAt, ({ ctx, params, query, request }) =>
	listMembersAt(ctx, params.segmentId, query, request.signal),
);
