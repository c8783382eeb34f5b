import { readConfidence } from "@/lib/campaigns/confidence";
import type { CampaignDetail } from "@/lib/campaigns/contracts";
import { primaryOf, readOtherMetric } from "@/lib/campaigns/metrics";
import { createCampaign } from "@/lib/campaigns/server/create-campaign";
import { findCampaign } from "@/lib/campaigns/server/read-campaign";
import { chosenSegments } from "@/lib/holdouts/chosen-segments";
import { readStratifyBy } from "@/lib/holdouts/stratify-by";
import { AppError } from "@/lib/kernel/app-error";
import { copyName } from "@/lib/kernel/copy-name";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * A draft of the same campaign: people are assigned again when it is launched. An end in the past is left
 * open.
 */
export async function duplicateCampaign(ctx: Context, campaignId: string): Promise<CampaignDetail> {
	allow(ctx, "campaigns.write");
	const campaign = await findCampaign(ctx, campaignId);
	const { destinationId, goalEvent, endsAt } = campaign;
	const [segmentId, ...moreSegmentIds] = chosenSegments(campaign);
	if (segmentId === undefined || destinationId === null || goalEvent === null) {
		throw new AppError(
			"precondition",
			"This campaign was run elsewhere: it has no segment and destination that a copy could use.",
		);
	}
	return await createCampaign(
		ctx,
		{
			name: copyName(campaign.name, 100),
			segmentId,
			moreSegmentIds,
			excludedSegmentIds: campaign.excludedSegmentIds,
			destinationId,
			holdoutBp: campaign.holdoutBp,
			holdoutReason: campaign.holdoutReason,
			isAaTest: campaign.isAaTest,
			stratifyBy: readStratifyBy(campaign.stratifyBy),
			goalEvent,
			valueProperty: campaign.valueProperty,
			currency: campaign.currency,
			windowDays: campaign.windowDays,
			costCents: campaign.costCents,
			effectWorthHaving: campaign.effectWorthHaving,
			confidence: readConfidence(campaign.confidence),
			hypothesis: campaign.hypothesis,
			tags: campaign.tags,
			variants: campaign.variants.map((variant) => ({
				name: variant.name,
				weight: variant.weightBp / 100,
				destinationId: variant.destination?.id ?? null,
				audienceName: variant.audienceName,
			})),
			primaryMetric: primaryOf(campaign.metrics),
			metrics: campaign.metrics.flatMap((stored) => readOtherMetric(stored) ?? []),
			endsAt: endsAt !== null && endsAt > ctx.now ? endsAt.toISOString() : null,
		},
		{ copyOf: campaignId },
	);
}
