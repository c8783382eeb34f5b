import type { CampaignDetail } from "@/lib/campaigns/contracts";
import { decideTransition } from "@/lib/campaigns/decide-transition";
import { findCampaign, toDetail } from "@/lib/campaigns/server/read-campaign";
import { assignNewMembers } from "@/lib/holdouts/server/assign-new-members";
import { AppError } from "@/lib/kernel/app-error";
import { createSync } from "@/lib/syncs/server/create-sync";
import { enqueueSyncRun } from "@/lib/syncs/server/enqueue-sync-run";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/**
 * Launches a draft: makes its sync, turns it to running, puts everybody present into an arm, and asks for the first
 * delivery. Each step may be repeated: a launch that broke off is finished by launching again or by the next tick, and
 * until people are assigned the gate lets nobody pass.
 */
export async function launchCampaign(ctx: Context, campaignId: string): Promise<CampaignDetail> {
	allow(ctx, "campaigns.write");
	const campaign = await findCampaign(ctx, campaignId);
	const decision = decideTransition(campaign.status, "launch");
	if (!decision.ok) throw new AppError("conflict", decision.reason);
	const { segmentId, destinationId } = campaign;
	if (segmentId === null || destinationId === null)
		throw new AppError("conflict", "This campaign has no segment or no destination.");
	if (campaign.endsAt !== null && campaign.endsAt <= ctx.now)
		throw new AppError("precondition", "The campaign's end has already passed. Set a later end first.");
	const segment = await ctx.db.segment.findFirst({ where: { id: segmentId, workspaceId: ctx.workspace.id } });
	if (!segment || segment.servedVersion === null)
		throw new AppError("precondition", "The segment has not been computed yet. Refresh it first.", {
			retryable: true,
		});
	const sync =
		campaign.syncs[0] ??
		(await createSync(ctx, { name: campaign.name, segmentId, campaignId, destinationId }));
	await ctx.db.$transaction(async (tx) => {
		const { count } = await tx.campaign.updateMany({
			where: { id: campaignId, status: "draft" },
			data: { status: decision.next, launchedAt: ctx.now },
		});
		if (count === 0) throw new AppError("conflict", "This campaign has just been launched by somebody else.");
		await tx.allocationEpoch.create({
			data: { campaignId, epoch: 1, holdoutBp: campaign.holdoutBp, startedAt: ctx.now },
		});
		await recordAudit(tx, ctx, "campaign.launched", campaignId, {
			name: campaign.name,
			holdoutBp: campaign.holdoutBp,
			holdoutReason: campaign.holdoutReason,
		});
	});
	await assignNewMembers(ctx, campaignId);
	await enqueueSyncRun(ctx, { syncId: sync.id, trigger: "launch" });
	return toDetail(ctx, await findCampaign(ctx, campaignId));
}
