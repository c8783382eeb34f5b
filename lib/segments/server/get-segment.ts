import { countForRest } from "@/lib/profiles/server/count-profiles";
import type { SegmentDetail } from "@/lib/segments/contracts";
import { readSegmentWithRule, toDetail } from "@/lib/segments/server/segment-row";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** A segment with its current rule. */
export async function getSegment(ctx: Context, segmentId: string): Promise<SegmentDetail> {
	allow(ctx, "segments.read");
	const [{ segment, rule }, base] = await Promise.all([
		readSegmentWithRule(ctx, segmentId),
		countForRest(ctx),
	]);
	return toDetail(ctx, segment, rule, base);
}
