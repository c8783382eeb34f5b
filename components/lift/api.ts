import { queryOptions } from "@tanstack/react-query";
import { callApi } from "@/components/shell/call-api";
import { liftApi } from "@/lib/lift/api";

export const liftQueries = {
	list: () =>
		queryOptions({
			queryKey: ["lift", "list"],
			queryFn: ({ signal }) => callApi(liftApi.list, { query: { limit: 50 }, signal }),
		}),
	/** `trait`: what the adjusted figures are adjusted for; null for the same metric before. */
	detail: (campaignId: string, trait: string | null = null) =>
		queryOptions({
			queryKey: ["lift", "detail", campaignId, ...(trait === null ? [] : [trait])],
			queryFn: ({ signal }) =>
				callApi(liftApi.get, { params: { campaignId }, query: trait === null ? {} : { trait }, signal }),
			refetchInterval: 5 * 60_000,
		}),
};
