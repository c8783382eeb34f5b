import { findCampaign } from "@/lib/campaigns/server/read-campaign";
import { assignNewMembers } from "@/lib/holdouts/server/assign-new-members";
import { createSync } from "@/lib/syncs/server/create-sync";
import { enqueueSyncRun } from "@/lib/syncs/server/enqueue-sync-run";
import type { Context } from "@/lib/workspaces/server/context";

/** What follows a launch: the campaign's sync, the first assignment, the first run. Doing it again adds nothing twice. */
export async function startDelivery(ctx: Context, campaignId: string): Promise<void> {
	const { name, segmentId, destinationId, syncs } = await findCampaign(ctx, campaignId);
	if (segmentId === null || destinationId === null) return;
	const sync = syncs[0] ?? (await createSync(ctx, { name, segmentId, campaignId, destinationId }));
	await assignNewMembers(ctx, campaignId);
	await enqueueSyncRun(ctx, { syncId: sync.id, trigger: "launch", confirms: { people: null } });
}
