import { copyName } from "@/lib/kernel/copy-name";
import type { SegmentDetail } from "@/lib/segments/contracts";
import { createSegment } from "@/lib/segments/server/create-segment";
import { refuseAudience } from "@/lib/segments/server/refuse-audience";
import { readRule, requireSegment } from "@/lib/segments/server/segment-row";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** A new segment with the same rule, schedule and tags, owned by the actor; its history starts anew. */
export async function duplicateSegment(ctx: Context, segmentId: string): Promise<SegmentDetail> {
	allow(ctx, "segments.write");
	const segment = await requireSegment(ctx, ctx.db, segmentId);
	refuseAudience(segment);
	const { name, description, currentVersion, refreshEveryMinutes, tags } = segment;
	const rule = await readRule(ctx.db, segmentId, currentVersion);
	return await createSegment(
		ctx,
		{ name: copyName(name, 120), description, rule, refreshEveryMinutes, tags },
		{ copyOf: segmentId },
	);
}
