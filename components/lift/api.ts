import { queryOptions } from "@tanstack/react-query";
import { callApi } from "@/components/shell/call-api";
import { liftApi } from "@/lib/lift/api";

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
};
