import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** Campaigns that still address a segment's people or leave them out: drafts, scheduled and running ones, newest first. */
export async function listCampaignsOfSegment(
	ctx: Context,
	segmentId: string,
): Promise<{ id: string; name: string; status: string }[]> {
	allow(ctx, "campaigns.read");
	return ctx.db.campaign.findMany({
		where: {
			workspaceId: ctx.workspace.id,
			OR: [
				{ segmentId },
				{ chosenSegmentIds: { has: segmentId } },
				{ excludedSegmentIds: { has: segmentId } },
			],
			archivedAt: null,
			status: { in: ["draft", "scheduled", "running"] },
		},
		select: { id: true, name: true, status: true },
		orderBy: { id: "desc" },
	});
}
