import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { callApi } from "@/components/shell/call-api";
import { profilesApi } from "@/lib/profiles/api";
import { figuresApi } from "@/lib/segments/figures-api";

export type PeopleFilter = { q: string; known: "" | "true" | "false"; segment: string };

/** Only what narrows the list, so that equal filters have equal keys on both sides. */
function asQuery({ q, known, segment }: PeopleFilter) {
	return { ...(q ? { q } : {}), ...(known ? { known } : {}), ...(segment ? { segment } : {}) };
}

export const profilesQueries = {
	list: (filter: PeopleFilter) =>
		infiniteQueryOptions({
			queryKey: ["profiles", "list", asQuery(filter)],
			queryFn: ({ signal, pageParam }) =>
				callApi(profilesApi.list, {
					query: { ...asQuery(filter), limit: 50, ...(pageParam ? { cursor: pageParam } : {}) },
					signal,
				}),
			initialPageParam: null as string | null,
			getNextPageParam: (page) => page.nextCursor,
		}),
	counts: () =>
		queryOptions({
			queryKey: ["profiles", "counts"],
			queryFn: ({ signal }) => callApi(profilesApi.counts, { signal }),
		}),
	/** For the people on one page. */
	figures: (uids: readonly number[]) =>
		queryOptions({
			queryKey: ["profiles", "figures", uids],
			queryFn: ({ signal }) => callApi(figuresApi.list, { query: { uids: uids.join(",") }, signal }),
		}),
	detail: (profileId: number) =>
		queryOptions({
			queryKey: ["profiles", "detail", profileId],
			queryFn: ({ signal }) => callApi(profilesApi.get, { params: { profileId }, signal }),
		}),
	events: (profileId: number) =>
		infiniteQueryOptions({
			queryKey: ["profiles", "events", profileId],
			queryFn: ({ signal, pageParam }) =>
				callApi(profilesApi.listEvents, {
					params: { profileId },
					query: { limit: 100, ...(pageParam ? { cursor: pageParam } : {}) },
					signal,
				}),
			initialPageParam: null as string | null,
			getNextPageParam: (page) => page.nextCursor,
		}),
};
