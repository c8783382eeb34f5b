import { keepPreviousData, useQuery } from "@tanstack/react-query";
import {
	audienceOf,
	type CampaignDraft,
	readEnd,
	variantDestinations,
} from "@/components/campaigns/campaign-draft";
import { forecastQueries } from "@/components/campaigns/forecast-queries";
import { readDays, readPoints, readWeight } from "@/components/campaigns/typed-amounts";
import { readConfidence } from "@/lib/campaigns/confidence";
import { DEFAULT_HOLDOUT_BP, DEFAULT_WINDOW_DAYS, holdoutChoices } from "@/lib/campaigns/contracts";

/** What the drafted campaign will be able to show, once its audience and goal are chosen. */
export function useForecast(draft: CampaignDraft) {
	const { segmentId, destinationId, goalEvent } = draft;
	const days = readDays(draft.windowDays, 365);
	const isOffered = draft.holdoutBp === 0 || holdoutChoices.some((choice) => choice === draft.holdoutBp);
	return useQuery({
		...forecastQueries.describe({
			...audienceOf(draft),
			destinationId,
			variantDestinationIds: variantDestinations(draft),
			variantWeights: draft.isAaTest ? [] : draft.variants.map(({ weight }) => readWeight(weight).value ?? 0),
			goalEvent,
			// One request covers every offered share.
			holdoutBp: isOffered && draft.holdoutBp !== 0 ? DEFAULT_HOLDOUT_BP : draft.holdoutBp,
			windowDays: days.value ?? DEFAULT_WINDOW_DAYS,
			effectWorthHaving: readPoints(draft.effectPoints).value ?? null,
			confidence: readConfidence(draft.confidence),
			endsAt: readEnd(draft.endsOn),
		}),
		enabled: segmentId !== "" && destinationId !== "" && goalEvent !== "" && days.value !== undefined,
		placeholderData: keepPreviousData,
	});
}
