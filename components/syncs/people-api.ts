import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { callApi } from "@/components/shell/call-api";
import { syncPeopleApi } from "@/lib/syncs/people-api";
import type { outcomeFilters } from "@/lib/syncs/people-contracts";

/** People of a sync, and what the network matches: their code comes with the parts of the page that show them. */
export const syncPeopleQueries = {
	outcomes: (syncId: string, filter: (typeof outcomeFilters)[number], reason: string, after: string) =>
		infiniteQueryOptions({
			queryKey: ["syncs", "outcomes", syncId, filter, reason, after],
			queryFn: ({ signal, pageParam }) =>
				callApi(syncPeopleApi.outcomes, {
					params: { syncId },
					query: {
						filter,
						limit: 50,
						...(reason ? { reason } : {}),
						...(pageParam ? { cursor: pageParam } : {}),
					},
					signal,
				}),
			initialPageParam: null as string | null,
			getNextPageParam: (page) => page.nextCursor,
		}),
	person: (syncId: string, uid: number, after: string) =>
		queryOptions({
			queryKey: ["syncs", "person", syncId, uid, after],
			queryFn: ({ signal }) => callApi(syncPeopleApi.person, { params: { syncId, uid }, signal }),
		}),
	matches: (syncId: string, after: string) =>
		queryOptions({
			queryKey: ["syncs", "matches", syncId, after],
			queryFn: ({ signal }) => callApi(syncPeopleApi.matches, { params: { syncId }, signal }),
			placeholderData: keepPreviousData,
		}),
};
