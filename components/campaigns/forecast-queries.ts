import { queryOptions } from "@tanstack/react-query";
import { untilComputed } from "@/components/campaigns/until-computed";
import { callApi } from "@/components/shell/call-api";
import { forecastApi } from "@/lib/lift/forecast-api";
import type { ForecastInput } from "@/lib/lift/forecast-contracts";

export const forecastQueries = {
	describe: (input: ForecastInput) =>
		queryOptions({
			queryKey: ["lift", "forecast", input],
			queryFn: ({ signal }) => callApi(forecastApi.describe, { body: input, signal }),
			...untilComputed,
		}),
	launch: (campaignId: string) =>
		queryOptions({
			queryKey: ["lift", "forecast-launch", campaignId],
			queryFn: ({ signal }) => callApi(forecastApi.launch, { params: { campaignId }, signal }),
			...untilComputed,
		}),
};
