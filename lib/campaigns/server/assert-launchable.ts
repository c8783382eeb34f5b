import { destinationsOf, routeOf } from "@/lib/campaigns/server/read-audience";
import type { StoredCampaign } from "@/lib/campaigns/server/read-campaign";
import { AppError } from "@/lib/kernel/app-error";
import type { Context } from "@/lib/workspaces/server/context";

/** Throws with the first thing that keeps a campaign from being launched, and how to fix it. */
export async function assertLaunchable(ctx: Context, campaign: StoredCampaign): Promise<void> {
	const route = routeOf(campaign);
	if (route === null) throw new AppError("conflict", "This campaign has no segment or no destination.");
	if (campaign.endsAt !== null && campaign.endsAt <= ctx.now)
		throw new AppError("precondition", "The campaign's end has already passed. Set a later end first.");
	const segment = await ctx.db.segment.findFirst({
		where: { id: route.segmentId, workspaceId: ctx.workspace.id },
	});
	if (!segment || segment.servedVersion === null)
		throw new AppError("precondition", "The segment has not been computed yet. Refresh it first.", {
			retryable: true,
		});
	const destinationIds = destinationsOf(route);
	const connected = await ctx.db.destination.count({
		where: { id: { in: destinationIds }, workspaceId: ctx.workspace.id, archivedAt: null },
	});
	if (connected < destinationIds.length)
		throw new AppError("precondition", "A destination of this campaign is no longer connected.");
}
