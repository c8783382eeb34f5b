import { segmentsApi } from "@/lib/segments/api";
import { listMembers } from "@/lib/segments/server/list-members";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(segmentsApi.members, ({ ctx, params, query }) =>
	listMembers(ctx, params.segmentId, query),
);
