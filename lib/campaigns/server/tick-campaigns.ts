import { endCampaign } from "@/lib/campaigns/server/end-campaign";
import { assignNewMembers } from "@/lib/holdouts/server/assign-new-members";
import { log } from "@/lib/platform/log";
import { database } from "@/lib/platform/postgres/database";
import { systemContext } from "@/lib/workspaces/server/context";

/**
 * What running campaigns need from time to time: those past their end are ended, newcomers of the others are put into
 * an arm. One campaign's trouble does not stop the others. Answers how many were looked at, ended and failed.
 */
export async function tickCampaigns(
	now: Date = new Date(),
): Promise<{ seen: number; ended: number; failed: number }> {
	const running = await database().campaign.findMany({
		where: { status: "running" },
		select: { id: true, workspaceId: true, endsAt: true },
		orderBy: { id: "asc" },
	});
	let ended = 0;
	let failed = 0;
	for (const campaign of running) {
		try {
			const ctx = await systemContext(campaign.workspaceId, undefined, now);
			if (campaign.endsAt !== null && campaign.endsAt <= now) {
				await endCampaign(ctx, campaign.id);
				ended += 1;
			} else {
				await assignNewMembers(ctx, campaign.id);
			}
		} catch (error) {
			failed += 1;
			log.error("campaigns.tick_failed", { campaignId: campaign.id, error });
		}
	}
	return { seen: running.length, ended, failed };
}
