import { queryOptions } from "@tanstack/react-query";
import { untilComputed } from "@/components/campaigns/until-computed";
import { callApi } from "@/components/shell/call-api";
import { liftApi } from "@/lib/lift/api";
import type { ForecastInput } from "@/lib/lift/contracts";

export const liftQueries = {
	list: () =>
		queryOptions({
			queryKey: ["lift", "list"],
			queryFn: ({ signal }) => callApi(liftApi.list, { query: { limit: 50 }, signal }),
		}),
	detail: (campaignId: string) =>
		queryOptions({
			queryKey: ["lift", "detail", campaignId],
			queryFn: ({ signal }) => callApi(liftApi.get, { params: { campaignId }, signal }),
			refetchInterval: 5 * 60_000,
		}),
	forecast: (input: ForecastInput) =>
		queryOptions({
			queryKey: ["lift", "forecast", input],
			queryFn: ({ signal }) => callApi(liftApi.forecast, { body: input, signal }),
			...untilComputed,
		}),
	forecastLaunch: (campaignId: string) =>
		queryOptions({
			queryKey: ["lift", "forecast-launch", campaignId],
			queryFn: ({ signal }) => callApi(liftApi.forecastLaunch, { params: { campaignId }, signal }),
			...untilComputed,
		}),
};
