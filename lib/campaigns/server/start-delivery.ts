import { assignAaTest } from "@/lib/campaigns/server/assign-aa-test";
import { findCampaign } from "@/lib/campaigns/server/read-campaign";
import { assignNewMembers } from "@/lib/holdouts/server/assign-new-members";
import { cutText } from "@/lib/kernel/cut-text";
import { createSync } from "@/lib/syncs/server/create-sync";
import { enqueueSyncRun } from "@/lib/syncs/server/enqueue-sync-run";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * What follows a launch: the campaign's sync, or one for each variant that gets anyone; the assignment of everyone there;
 * the first runs. Of an A/A test only the assignment. Doing it again adds nothing twice.
 */
export async function startDelivery(ctx: Context, campaignId: string): Promise<void> {
	const campaign = await findCampaign(ctx, campaignId);
	const { name, segmentId, destinationId, variants } = campaign;
	if (segmentId === null || destinationId === null) return;
	// An A/A test divides people and sends no one anything.
	if (campaign.isAaTest) {
		await assignAaTest(ctx, campaignId);
		return;
	}
	const syncIds: string[] = [];
	for (const variant of variants.length === 0 ? [null] : variants) {
		if (variant?.weightBp === 0) continue;
		const there = campaign.syncs.find(({ variantKey }) => variantKey === (variant?.key ?? null));
		const sync =
			there ??
			(await createSync(ctx, {
				name: variant ? variantName(name, variant.name) : name,
				segmentId,
				campaignId,
				destinationId: variant?.destination?.id ?? destinationId,
				...(variant ? { variantKey: variant.key } : {}),
			}));
		syncIds.push(sync.id);
	}
	await assignNewMembers(ctx, campaignId);
	for (const syncId of syncIds)
		await enqueueSyncRun(ctx, { syncId, trigger: "launch", confirms: { people: null } });
}

/** "Spring: Free shipping", of at most as many characters as a sync's name may have. */
function variantName(campaign: string, variant: string): string {
	return `${cutText(campaign, 98 - variant.length)}: ${variant}`;
}
