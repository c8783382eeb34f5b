import type { CampaignDetail } from "@/lib/campaigns/contracts";
import { decideTransition } from "@/lib/campaigns/decide-transition";
import { assertLaunchable } from "@/lib/campaigns/server/assert-launchable";
import { asChosen, readEntering } from "@/lib/campaigns/server/count-entered";
import { routeOf } from "@/lib/campaigns/server/read-audience";
import { findCampaign, toDetail } from "@/lib/campaigns/server/read-campaign";
import { startDelivery } from "@/lib/campaigns/server/start-delivery";
import { AppError } from "@/lib/kernel/app-error";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/**
 * Launches a draft or a scheduled campaign: sets it to running, creates its sync, divides everyone present exactly, and requests
 * the first delivery. Of two simultaneous launches one is refused; the next tick finishes an interrupted
 * launch, and until people are assigned the gate lets no one pass.
 */
export async function launchCampaign(ctx: Context, campaignId: string): Promise<CampaignDetail> {
	allow(ctx, "campaigns.write");
	const campaign = await findCampaign(ctx, campaignId);
	const decision = decideTransition(campaign.status, "launch");
	if (!decision.ok) throw new AppError("conflict", decision.reason);
	await assertLaunchable(ctx, campaign);
	const route = routeOf(campaign);
	const entering = route && (await readEntering(ctx, asChosen(route, campaign)));
	await ctx.db.$transaction(async (tx) => {
		const { count } = await tx.campaign.updateMany({
			where: { id: campaignId, status: campaign.status },
			data: {
				status: decision.next,
				launchedAt: ctx.now,
				launchProblem: null,
				enteringPerDay: entering?.perDay ?? null,
			},
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
