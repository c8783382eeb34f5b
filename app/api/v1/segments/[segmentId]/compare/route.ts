import { listCampaignsOfSegment } from "@/lib/campaigns/server/list-campaigns-of-segment";
import { insightsApi } from "@/lib/segments/insights-api";
import { compareVersions } from "@/lib/segments/server/insights/compare-versions";
import { listDependants } from "@/lib/segments/server/list-dependants";
import { listSyncs } from "@/lib/syncs/server/get-sync";
import { defineRoute } from "@/lib/workspaces/server/define-route";

export const POST = defineRoute(insightsApi.compare, async ({ ctx, params, body, request }) => {
	const { segmentId } = params;
	const [comparison, syncs, campaigns, segments] = await Promise.all([
		compareVersions(ctx, segmentId, body, request.signal),
		listSyncs(ctx, { segmentId }),
		listCampaignsOfSegment(ctx, segmentId),
		listDependants(ctx, segmentId),
	]);
	return {
		...comparison,
		syncs: syncs.items.map(({ id, name, destination }) => ({ id, name, detail: destination.name })),
		campaigns: campaigns.map(({ id, name, status }) => ({ id, name, detail: status })),
		segments: segments.map(({ id, name }) => ({ id, name, detail: "builds on this segment" })),
	};
});
