import { newId } from "@/lib/kernel/ids";
import { requireRule } from "@/lib/rules/server/require-rule";
import { type CreateSegmentInput, createSegmentInput, type SegmentDetail } from "@/lib/segments/contracts";
import { requestBuild } from "@/lib/segments/server/refresh/enqueue-due-refreshes";
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
		await requireChain(tx, ctx, { id, name: input.name }, rule);
		const segment = await tx.segment.create({
			data: {
				id,
				workspaceId: ctx.workspace.id,
				name: input.name,
				description: input.description,
				ownerId: ctx.actor.id,
				ownerName: ctx.actor.name,
				currentVersion: 1,
				refreshEveryMinutes: input.refreshEveryMinutes,
				tags: await adoptSpelling(ctx, tx, input.tags),
				createdAt: ctx.now,
				updatedAt: ctx.now,
				versions: {
					create: {
						version: 1,
						rule,
						createdBy: ctx.actor.id,
						createdName: ctx.actor.name,
						createdAt: ctx.now,
					},
				},
			},
		});
		await recordAudit(tx, ctx, "segment.created", id, { name: input.name, ...origin });
		await requestBuild(tx, ctx.workspace.id, id);
		return toDetail(ctx, segment, rule);
	});
}
