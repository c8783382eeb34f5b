import { campaignsUsing } from "@/lib/segments/server/campaigns-using";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** Campaigns that still address a segment's people or leave them out: drafts, scheduled and running ones, newest first. */
export async function listCampaignsOfSegment(
	ctx: Context,
	segmentId: string,
): Promise<{ id: string; name: string; status: string }[]> {
	allow(ctx, "campaigns.read");
	return ctx.db.campaign.findMany({
		where: campaignsUsing(ctx, segmentId),
		select: { id: true, name: true, status: true },
		orderBy: { id: "desc" },
	});
}
