import { newId } from "@/lib/kernel/ids";
import type { Context } from "@/lib/workspaces/server/context";

/** A running campaign on a segment, with this share held out. */
export async function createTestCampaign(
	ctx: Context,
	segmentId: string,
	holdoutBp: number,
): Promise<string> {
	const id = newId("cmp");
	await ctx.db.campaign.create({
		data: {
			id,
			workspaceId: ctx.workspace.id,
			name: "Test campaign",
			segmentId,
			status: "running",
			salt: id,
			holdoutBp,
			windowDays: 14,
			ownerId: ctx.actor.id,
			ownerName: ctx.actor.name,
			launchedAt: ctx.now,
			epochs: { create: { epoch: 1, holdoutBp, startedAt: ctx.now } },
		},
	});
	return id;
}
