import { type AudienceSegments, audienceRule, isCombined } from "@/lib/campaigns/audience-segments";
import type { CampaignAudienceInput } from "@/lib/campaigns/contracts";
import { checkAudience } from "@/lib/campaigns/server/check-audience";
import { chosenSegments } from "@/lib/holdouts/chosen-segments";
import type { Transaction } from "@/lib/platform/postgres/database";
import { audienceName } from "@/lib/segments/audience-name";
import { archiveAudienceSegment, createAudienceSegment } from "@/lib/segments/server/create-audience-segment";
import type { Context } from "@/lib/workspaces/server/context";

type CheckedAudience = Awaited<ReturnType<typeof checkAudience>>;

interface StoredAudience {
	id: string;
	segmentId: string | null;
	chosenSegmentIds: string[];
	excludedSegmentIds: string[];
}

/** How a campaign's audience is stored; one of several segments, or with exclusions, becomes a segment of its own. */
export async function audienceColumns(
	ctx: Context,
	tx: Transaction,
	campaignId: string,
	{ segments, names }: Pick<CheckedAudience, "segments" | "names">,
) {
	const combined = isCombined(segments);
	return {
		segmentId: combined
			? await createAudienceSegment(tx, ctx, {
					campaignId,
					name: audienceName(names),
					rule: audienceRule(segments),
				})
			: (segments.included[0] ?? null),
		chosenSegmentIds: combined ? [...segments.included] : [],
		excludedSegmentIds: [...segments.excluded],
	};
}

/** The audience a draft would have after a change, checked; null where it stays as it is. */
export async function planAudience(
	ctx: Context,
	tx: Transaction,
	campaign: StoredAudience,
	change: { [Field in keyof CampaignAudienceInput]: CampaignAudienceInput[Field] | undefined },
): Promise<CheckedAudience | null> {
	const [first, ...more] = chosenSegments(campaign);
	const segmentId = change.segmentId ?? first;
	if (segmentId === undefined) return null;
	const wanted = {
		segmentId,
		moreSegmentIds: change.moreSegmentIds ?? more,
		excludedSegmentIds: change.excludedSegmentIds ?? campaign.excludedSegmentIds,
	};
	const current = { included: chosenSegments(campaign), excluded: campaign.excludedSegmentIds };
	const next = { included: [segmentId, ...wanted.moreSegmentIds], excluded: wanted.excludedSegmentIds };
	return isSame(current, next) ? null : await checkAudience(ctx, tx, wanted);
}

/** Puts a draft's audience in the place of the one before, whose own segment is no longer refreshed. Returns its columns. */
export async function storeAudience(
	ctx: Context,
	tx: Transaction,
	{ id, segmentId }: StoredAudience,
	audience: CheckedAudience,
) {
	await archiveAudienceSegment(tx, ctx, { campaignId: id, segmentId, isArchived: true });
	return await audienceColumns(ctx, tx, id, audience);
}

function isSame(one: AudienceSegments, other: AudienceSegments): boolean {
	const list = ({ included, excluded }: AudienceSegments) => JSON.stringify([included, excluded]);
	return list(one) === list(other);
}
