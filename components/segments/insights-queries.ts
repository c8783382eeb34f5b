import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { callApi } from "@/components/shell/call-api";
import type { SegmentRule } from "@/lib/rules/rule";
import { withoutIds } from "@/lib/rules/without-ids";
import { insightsApi } from "@/lib/segments/insights-api";
import type { GoldenPerson, Knowledge } from "@/lib/segments/insights-contracts";

export const insightsQueries = {
	explain: (segmentId: string, profileId: number) =>
		queryOptions({
			queryKey: ["segments", "explain", segmentId, profileId],
			queryFn: ({ signal }) => callApi(insightsApi.explain, { params: { segmentId, profileId }, signal }),
		}),
	golden: (segmentId: string) =>
		queryOptions({
			queryKey: ["segments", "golden", segmentId],
			queryFn: ({ signal }) => callApi(insightsApi.golden, { params: { segmentId }, signal }),
		}),
	reach: (segmentId: string, version: number, asOf: string) =>
		queryOptions({
			queryKey: ["segments", "reach", segmentId, version, asOf],
			queryFn: ({ signal }) => callApi(insightsApi.reach, { params: { segmentId }, signal }),
		}),
	ruleReach: (rule: SegmentRule) =>
		queryOptions({
			queryKey: ["segments", "reach", withoutIds(rule)],
			queryFn: ({ signal }) => callApi(insightsApi.ruleReach, { body: { rule }, signal }),
			retry: false,
		}),
	compare: (segmentId: string, rule: SegmentRule) =>
		queryOptions({
			queryKey: ["segments", "compare", segmentId, withoutIds(rule)],
			queryFn: ({ signal }) =>
				callApi(insightsApi.compare, { params: { segmentId }, body: { rule }, signal }),
			// The live version changes: refetch every time.
			staleTime: 0,
			gcTime: 0,
			retry: false,
		}),
	overlap: (ids: readonly string[]) =>
		queryOptions({
			queryKey: ["segments", "overlap", ids],
			queryFn: ({ signal }) => callApi(insightsApi.overlap, { query: { ids: ids.join(",") }, signal }),
			enabled: ids.length >= 2,
		}),
	membersAt: (segmentId: string, at: string, as: Knowledge) =>
		infiniteQueryOptions({
			queryKey: ["segments", "members-at", segmentId, at, as],
			queryFn: ({ signal, pageParam }) =>
				callApi(insightsApi.membersAt, {
					params: { segmentId },
					query: { at, as, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) },
					signal,
				}),
			initialPageParam: null as string | null,
			getNextPageParam: (page) => page.nextCursor,
			retry: false,
		}),
};

export function pinGolden(
	segmentId: string,
	profileId: number,
	body: { expected: GoldenPerson["expected"]; note?: string },
) {
	return callApi(insightsApi.pinGolden, { params: { segmentId, profileId }, body });
}

export function unpinGolden(segmentId: string, profileId: number) {
	return callApi(insightsApi.unpinGolden, { params: { segmentId, profileId } });
}

/** After pinning: the list is taken from the response, and explanations are refetched. */
export function keepGolden(
	client: QueryClient,
	segmentId: string,
	list: Awaited<ReturnType<typeof pinGolden>>,
) {
	client.setQueryData(insightsQueries.golden(segmentId).queryKey, list);
	return client.invalidateQueries({ queryKey: ["segments", "explain", segmentId] });
}
