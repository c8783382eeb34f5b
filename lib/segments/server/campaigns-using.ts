import type { Prisma } from "@/lib/platform/postgres/generated/client";
import type { Context } from "@/lib/workspaces/server/context";

/** Campaigns that still address a segment's people or leave them out: drafts, scheduled and running ones. */
export function campaignsUsing(
	ctx: Pick<Context, "workspace">,
	segmentId: string,
): Prisma.CampaignWhereInput {
	return {
		workspaceId: ctx.workspace.id,
		OR: [{ segmentId }, { chosenSegmentIds: { has: segmentId } }, { excludedSegmentIds: { has: segmentId } }],
		archivedAt: null,
		status: { in: ["draft", "scheduled", "running"] },
	};
}
