import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { campaignsQueries } from "@/components/campaigns/api";
import { audienceOf, type CampaignDraft, variantDestinations } from "@/components/campaigns/campaign-draft";

/** Whom the drafted campaign would reach if it were launched now, once its audience and destination are chosen. */
export function usePreview(draft: CampaignDraft) {
	const { segmentId, destinationId, holdoutBp } = draft;
	return useQuery({
		...campaignsQueries.preview({
			...audienceOf(draft),
			destinationId,
			variantDestinationIds: variantDestinations(draft),
			holdoutBp,
		}),
		enabled: segmentId !== "" && destinationId !== "",
		placeholderData: keepPreviousData,
	});
}
