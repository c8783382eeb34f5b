import { networkOf } from "@/lib/destinations/registry";
import { assignNewMembers } from "@/lib/holdouts/server/assign-new-members";
import type { Context } from "@/lib/workspaces/server/context";

/** Divides the people whom an A/A test's destination would reach with its usual settings, and sends them nothing. */
export async function assignAaTest(ctx: Context, campaignId: string): Promise<void> {
	const campaign = await ctx.db.campaign.findFirst({
		where: { id: campaignId, workspaceId: ctx.workspace.id },
		select: { destination: { select: { network: true } } },
	});
	if (!campaign?.destination) return;
	const { purposes, identifierKinds } = networkOf(campaign.destination.network);
	await assignNewMembers(ctx, campaignId, [
		{ purpose: purposes[0], identifierKinds: identifierKinds.map(({ kind }) => kind) },
	]);
}
