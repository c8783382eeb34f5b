import type { Transaction } from "@/lib/platform/postgres/database";
import type { Segment } from "@/lib/platform/postgres/generated/client";
import type { SegmentRule } from "@/lib/rules/rule";
import { requestBuild } from "@/lib/segments/server/refresh/enqueue-due-refreshes";
import type { Context } from "@/lib/workspaces/server/context";

type NewSegment = Pick<Segment, "id" | "name"> &
	Partial<Pick<Segment, "description" | "refreshEveryMinutes" | "tags" | "campaignId">>;

/** Stores a rule whose chain was checked (`requireChain`) as the first version of a new segment, and requests the build of its people. */
export async function insertSegment(
	tx: Transaction,
	ctx: Context,
	segment: NewSegment,
	rule: SegmentRule,
): Promise<Segment> {
	const stored = await tx.segment.create({
		data: {
			...segment,
			workspaceId: ctx.workspace.id,
			ownerId: ctx.actor.id,
			ownerName: ctx.actor.name,
			currentVersion: 1,
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
	await requestBuild(tx, ctx.workspace.id, segment.id);
	return stored;
}
