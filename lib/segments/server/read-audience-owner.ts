import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** The campaign whose own audience a segment is; null for any other, and for one that does not exist. */
export async function readAudienceOwner(ctx: Context, segmentId: string): Promise<string | null> {
	allow(ctx, "segments.read");
	const row = await ctx.db.segment.findFirst({
		where: { id: segmentId, workspaceId: ctx.workspace.id },
		select: { campaignId: true },
	});
	return row?.campaignId ?? null;
}
