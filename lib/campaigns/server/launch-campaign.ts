import type { CampaignDetail } from "@/lib/campaigns/contracts";
import { decideTransition } from "@/lib/campaigns/decide-transition";
import { destinationsOf, routeOf } from "@/lib/campaigns/server/read-audience";
import { findCampaign, toDetail } from "@/lib/campaigns/server/read-campaign";
import { startDelivery } from "@/lib/campaigns/server/start-delivery";
import { AppError } from "@/lib/kernel/app-error";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/**
 * Launches a draft: sets it to running, creates its sync, divides everyone present exactly, and requests
 * the first delivery. Of two simultaneous launches one is refused; the next tick finishes an interrupted
 * launch, and until people are assigned the gate lets no one pass.
 */
export async function launchCampaign(ctx: Context, campaignId: string): Promise<CampaignDetail> {
	allow(ctx, "campaigns.write");
	const campaign = await findCampaign(ctx, campaignId);
	const decision = decideTransition(campaign.status, "launch");
	if (!decision.ok) throw new AppError("conflict", decision.reason);
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
	await ctx.db.$transaction(async (tx) => {
		const { count } = await tx.campaign.updateMany({
			where: { id: campaignId, status: "draft" },
			data: { status: decision.next, launchedAt: ctx.now },
		});
		if (count === 0) throw new AppError("conflict", "This campaign has just been launched by someone else.");
		await tx.allocationEpoch.create({
			data: {
				campaignId,
				epoch: 1,
				holdoutBp: campaign.holdoutBp,
				method: "cohort",
				startedAt: ctx.now,
			},
		});
		await recordAudit(tx, ctx, "campaign.launched", campaignId, {
			name: campaign.name,
			holdoutBp: campaign.holdoutBp,
			holdoutReason: campaign.holdoutReason,
		});
	});
	await startDelivery(ctx, campaignId);
	return toDetail(ctx, await findCampaign(ctx, campaignId));
}
