import type { CampaignDetail, ScheduleCampaignInput } from "@/lib/campaigns/contracts";
import { decideTransition } from "@/lib/campaigns/decide-transition";
import { assertLaunchable } from "@/lib/campaigns/server/assert-launchable";
import { findCampaign, toDetail } from "@/lib/campaigns/server/read-campaign";
import { AppError } from "@/lib/kernel/app-error";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/**
 * Sets when a draft is launched by itself. What would keep it from being launched now is said now; what comes up until then
 * is said when it is due.
 */
export async function scheduleCampaign(
	ctx: Context,
	campaignId: string,
	{ startsAt }: ScheduleCampaignInput,
): Promise<CampaignDetail> {
	allow(ctx, "campaigns.write");
	const campaign = await findCampaign(ctx, campaignId);
	const decision = decideTransition(campaign.status, "schedule");
	if (!decision.ok) throw new AppError("conflict", decision.reason);
	if (campaign.archivedAt !== null)
		throw new AppError("conflict", "This campaign is archived. Restore it first.");
	const start = new Date(startsAt);
	const refuse = (message: string) =>
		new AppError("invalid", "The campaign cannot be scheduled like this.", {
			issues: [{ path: "startsAt", message }],
		});
	if (start <= ctx.now) throw refuse("The start must be in the future.");
	if (campaign.endsAt !== null && start >= campaign.endsAt)
		throw refuse("The start must come before the campaign’s end.");
	await assertLaunchable(ctx, campaign);
	await ctx.db.$transaction(async (tx) => {
		const { count } = await tx.campaign.updateMany({
			where: { id: campaignId, status: campaign.status, archivedAt: null },
			data: { status: decision.next, startsAt: start, launchProblem: null },
		});
		if (count === 0) throw new AppError("conflict", "Someone else has just changed this campaign.");
		await recordAudit(tx, ctx, "campaign.scheduled", campaignId, { name: campaign.name, startsAt });
	});
	return toDetail(ctx, await findCampaign(ctx, campaignId));
}
