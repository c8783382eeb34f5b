import { newId } from "@/lib/kernel/ids";
import { requireRule } from "@/lib/rules/server/require-rule";
import { type CreateSegmentInput, createSegmentInput, type SegmentDetail } from "@/lib/segments/contracts";
import { insertSegment } from "@/lib/segments/server/insert-segment";
import { requireChain } from "@/lib/segments/server/require-chain";
import { toDetail } from "@/lib/segments/server/segment-row";
import { adoptSpelling } from "@/lib/tags/server/adopt-spelling";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/**
 * Stores a rule as the first version of a new segment. Its people are built by a refresh requested with it.
 */
export async function createSegment(
	ctx: Context,
	given: CreateSegmentInput,
	origin: { copyOf?: string } = {},
): Promise<SegmentDetail> {
	allow(ctx, "segments.write");
	const input = createSegmentInput.parse(given);
	const rule = await requireRule(ctx, input.rule);
	const id = newId("seg", ctx.now.getTime());
	return ctx.db.$transaction(async (tx) => {
		const { name, description, refreshEveryMinutes } = input;
		// Before the tags: everyone takes the two locks in this order.
		await requireChain(tx, ctx, { id, name }, rule);
		const tags = await adoptSpelling(ctx, tx, input.tags);
		const segment = await insertSegment(tx, ctx, { id, name, description, refreshEveryMinutes, tags }, rule);
		await recordAudit(tx, ctx, "segment.created", id, { name, ...origin });
		return toDetail(ctx, segment, rule);
	});
}
