import type { SegmentRule } from "@/lib/rules/rule";
import { createSegment } from "@/lib/segments/server/create-segment";
import type { Context } from "@/lib/workspaces/server/context";

/** Stores each rule as a segment of its own; returns their ids in the same order. */
export async function createSegments(ctx: Context, rules: readonly SegmentRule[]): Promise<string[]> {
	const ids: string[] = [];
	for (const [index, rule] of rules.entries()) {
		const { id } = await createSegment(ctx, { name: `Segment ${index + 1}`, rule });
		ids.push(id);
	}
	return ids;
}
