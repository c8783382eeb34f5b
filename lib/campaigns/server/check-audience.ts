import { type AudienceSegments, audienceIssues } from "@/lib/campaigns/audience-segments";
import type { CampaignAudienceInput } from "@/lib/campaigns/contracts";
import type { Issue } from "@/lib/kernel/app-error";
import type { Transaction } from "@/lib/platform/postgres/database";
import type { Context } from "@/lib/workspaces/server/context";

/** The segments chosen for a campaign with their names, and what is wrong with the choice, by field. */
export async function checkAudience(
	ctx: Context,
	tx: Transaction,
	input: CampaignAudienceInput,
): Promise<{
	segments: AudienceSegments;
	names: { included: string[]; excluded: string[] };
	issues: Issue[];
}> {
	const segments = {
		included: [input.segmentId, ...input.moreSegmentIds],
		excluded: input.excludedSegmentIds,
	};
	const rows = await tx.segment.findMany({
		where: {
			id: { in: [...segments.included, ...segments.excluded] },
			workspaceId: ctx.workspace.id,
			campaignId: null,
			archivedAt: null,
		},
		select: { id: true, name: true },
	});
	const nameOf = new Map(rows.map(({ id, name }) => [id, name]));
	const unknown = (path: keyof CampaignAudienceInput, ids: readonly string[]): Issue[] =>
		ids.every((id) => nameOf.has(id)) ? [] : [{ path, message: "This segment does not exist." }];
	const namesOf = (ids: readonly string[]) => ids.flatMap((id) => nameOf.get(id) ?? []);
	return {
		segments,
		names: { included: namesOf(segments.included), excluded: namesOf(segments.excluded) },
		issues: [
			...unknown("segmentId", [input.segmentId]),
			...unknown("moreSegmentIds", input.moreSegmentIds),
			...unknown("excludedSegmentIds", input.excludedSegmentIds),
			...audienceIssues(segments),
		],
	};
}
