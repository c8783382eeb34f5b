import { assignAaTest } from "@/lib/campaigns/server/assign-aa-test";
import { endCampaign } from "@/lib/campaigns/server/end-campaign";
import { rotateDue } from "@/lib/campaigns/server/global-holdout/rotate-due";
import { launchDue } from "@/lib/campaigns/server/launch-due";
import { startDelivery } from "@/lib/campaigns/server/start-delivery";
import { assignNewMembers } from "@/lib/holdouts/server/assign-new-members";
import { log } from "@/lib/platform/log";
import { database } from "@/lib/platform/postgres/database";
import { systemContext } from "@/lib/workspaces/server/context";

/**
 * Maintenance of campaigns: rotates the global holdout where that is due, launches scheduled ones that are due, ends those past their end, and assigns newcomers of the
 * others to an arm. For one workspace, or all. A failing campaign does not stop the others. Returns how many were checked,
 * launched, ended and failed.
 */
export async function tickCampaigns(
	now: Date = new Date(),
	workspaceId?: string,
): Promise<{ seen: number; launched: number; ended: number; failed: number }> {
	const rotations = await rotateDue(now, workspaceId);
	const due = await launchDue(now, workspaceId);
	const running = await database().campaign.findMany({
		where: { status: "running", ...(workspaceId ? { workspaceId } : {}) },
		select: {
			id: true,
			workspaceId: true,
			endsAt: true,
			launchedAt: true,
			isAaTest: true,
			syncs: { select: { variantKey: true } },
			variants: { where: { weightBp: { gt: 0 } }, select: { key: true } },
		},
		orderBy: { id: "asc" },
	});
	// A launch still running is left alone; an interrupted one is finished.
	const minuteAgo = new Date(now.getTime() - 60_000);
	let ended = 0;
	let failed = due.failed + rotations.failed;
	for (const campaign of running) {
		try {
			const ctx = await systemContext(campaign.workspaceId, undefined, now);
			if (campaign.endsAt !== null && campaign.endsAt <= now) {
				await endCampaign(ctx, campaign.id);
				ended += 1;
			} else if (campaign.isAaTest) {
				await assignAaTest(ctx, campaign.id);
			} else if (!hasItsSyncs(campaign) && campaign.launchedAt && campaign.launchedAt < minuteAgo) {
				await startDelivery(ctx, campaign.id);
			} else {
				await assignNewMembers(ctx, campaign.id);
			}
		} catch (error) {
			failed += 1;
			log.error("campaigns.tick_failed", { campaignId: campaign.id, error });
		}
	}
	return { seen: rotations.seen + due.seen + running.length, launched: due.launched, ended, failed };
}

/** Whether a launch has created the campaign's sync, or one for each variant that gets anyone. */
function hasItsSyncs({
	syncs,
	variants,
}: {
	syncs: readonly { variantKey: string | null }[];
	variants: readonly { key: string }[];
}): boolean {
	return syncs.length > 0 && variants.every(({ key }) => syncs.some(({ variantKey }) => variantKey === key));
}
