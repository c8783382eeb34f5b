import { newId } from "@/lib/kernel/ids";
import type { Transaction } from "@/lib/platform/postgres/database";
import type { SegmentRule } from "@/lib/rules/rule";
import { audienceName } from "@/lib/segments/audience-name";
import { insertSegment } from "@/lib/segments/server/insert-segment";
import { requireChain } from "@/lib/segments/server/require-chain";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * Stores the audience of a campaign that combines segments: a segment of the campaign's own, kept up to date like any
 * other, which lists and rules do not offer and only its campaign changes. Its rule is valid by construction. Returns its id.
 */
export async function createAudienceSegment(
	tx: Transaction,
	ctx: Context,
	{ campaignId, name, rule }: { campaignId: string; name: string; rule: SegmentRule },
): Promise<string> {
	allow(ctx, "campaigns.write");
	const id = newId("seg", ctx.now.getTime());
	await requireChain(tx, ctx, { id, name }, rule);
	await insertSegment(tx, ctx, { id, name, campaignId }, rule);
	return id;
}

/** Renames the audiences of campaigns that a segment is a part of, after it got another name. */
export async function renameAudiences(tx: Transaction, ctx: Context, segmentId: string): Promise<void> {
	const campaigns = await tx.campaign.findMany({
		where: {
			workspaceId: ctx.workspace.id,
			OR: [{ chosenSegmentIds: { has: segmentId } }, { excludedSegmentIds: { has: segmentId } }],
		},
		select: { id: true, chosenSegmentIds: true, excludedSegmentIds: true },
	});
	for (const { id, chosenSegmentIds, excludedSegmentIds } of campaigns) {
		const rows = await tx.segment.findMany({
			where: { id: { in: [...chosenSegmentIds, ...excludedSegmentIds] }, workspaceId: ctx.workspace.id },
			select: { id: true, name: true },
		});
		const namesOf = (ids: readonly string[]) =>
			ids.flatMap((one) => rows.find((row) => row.id === one)?.name ?? []);
		await tx.segment.updateMany({
			where: { campaignId: id, workspaceId: ctx.workspace.id },
			data: {
				name: audienceName({ included: namesOf(chosenSegmentIds), excluded: namesOf(excludedSegmentIds) }),
			},
		});
	}
}

/**
 * Stops or resumes refreshing the audience of a campaign, if this segment is one of its own. One that was replaced by another
 * audience stays archived.
 */
export async function archiveAudienceSegment(
	tx: Transaction,
	ctx: Context,
	{
		campaignId,
		segmentId,
		isArchived,
	}: { campaignId: string; segmentId: string | null; isArchived: boolean },
): Promise<void> {
	allow(ctx, "campaigns.write");
	if (segmentId === null) return;
	await tx.segment.updateMany({
		where: { id: segmentId, campaignId, workspaceId: ctx.workspace.id },
		data: { archivedAt: isArchived ? ctx.now : null, updatedAt: ctx.now },
	});
}
