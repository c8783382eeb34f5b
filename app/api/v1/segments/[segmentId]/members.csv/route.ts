import { segmentsApi } from "@/lib/segments/api";
import { downloadMembers } from "@/lib/segments/server/download-members";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const GET = defineRoute(segmentsApi.download, ({ ctx, params, query }) =>
	downloadMembers(ctx, { ...params, ...query }),
);
