import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { callApi } from "@/components/shell/call-api";
import { catalogApi } from "@/lib/rules/api";
import type { SegmentRule } from "@/lib/rules/rule";
import { withoutIds } from "@/lib/rules/without-ids";
import { segmentsApi } from "@/lib/segments/api";
import type { CreateSegmentInput, UpdateSegmentInput } from "@/lib/segments/contracts";
import { insightsApi } from "@/lib/segments/insights-api";

/** What a list page fetches: everything, so that search, sort and filters respond at once. */
export const segmentListQuery = { state: "all", sort: "updated", limit: 200 } as const;

/** This page's editing session: conditions it has counted are not queried again at the same instant. */
const session = Math.random().toString(36).slice(2);

export const segmentsQueries = {
	list: () =>
		queryOptions({
			queryKey: ["segments", "list"],
			queryFn: ({ signal }) => callApi(segmentsApi.list, { query: segmentListQuery, signal }),
		}),
	trends: () =>
		queryOptions({
			queryKey: ["segments", "trends"],
			queryFn: ({ signal }) => callApi(segmentsApi.trends, { query: {}, signal }),
		}),
	trend: (segmentId: string) =>
		queryOptions({
			queryKey: ["segments", "trend", segmentId],
			queryFn: ({ signal }) => callApi(segmentsApi.trends, { query: { segmentId }, signal }),
		}),
	detail: (segmentId: string) =>
		queryOptions({
			queryKey: ["segments", "detail", segmentId],
			queryFn: ({ signal }) => callApi(segmentsApi.get, { params: { segmentId }, signal }),
		}),
	history: (segmentId: string) =>
		queryOptions({
			queryKey: ["segments", "history", segmentId],
			queryFn: ({ signal }) => callApi(segmentsApi.history, { params: { segmentId }, signal }),
		}),
	members: (segmentId: string, version: number, asOf: string) =>
		infiniteQueryOptions({
			queryKey: ["segments", "members", segmentId, version, asOf],
			queryFn: ({ signal, pageParam }) =>
				callApi(segmentsApi.members, {
					params: { segmentId },
					query: { limit: 50, ...(pageParam ? { cursor: pageParam } : {}) },
					signal,
				}),
			initialPageParam: null as string | null,
			getNextPageParam: (page) => page.nextCursor,
		}),
	/** The rule is sent with the builder's ids, so that results can be matched to their conditions. */
	preview: (rule: SegmentRule, asOf: string) =>
		queryOptions({
			queryKey: ["segments", "preview", asOf, withoutIds(rule)],
			queryFn: async ({ signal }) => ({
				rule,
				...(await callApi(segmentsApi.preview, { body: { rule, asOf, session }, signal })),
			}),
			staleTime: Number.POSITIVE_INFINITY,
			gcTime: 60_000,
			retry: false,
		}),
	/** As of the instant for which the rule was counted, so that nothing is counted again. */
	lint: (rule: SegmentRule, segmentId: string | undefined, asOf?: string) =>
		queryOptions({
			queryKey: ["segments", "lint", segmentId ?? null, withoutIds(rule)],
			queryFn: ({ signal }) =>
				callApi(insightsApi.lint, {
					body: { rule, ...(segmentId ? { segmentId } : {}), ...(asOf ? { asOf, session } : {}) },
					signal,
				}),
			staleTime: 60_000,
			retry: false,
		}),
	sample: (rule: SegmentRule, asOf: string) =>
		queryOptions({
			queryKey: ["segments", "sample", asOf, withoutIds(rule)],
			queryFn: ({ signal }) => callApi(segmentsApi.sample, { body: { rule, asOf, session }, signal }),
			staleTime: Number.POSITIVE_INFINITY,
			gcTime: 60_000,
			retry: false,
		}),
};

export const catalogQueries = {
	all: () =>
		queryOptions({
			queryKey: ["catalog"],
			queryFn: ({ signal }) => callApi(catalogApi.get, { signal }),
		}),
	properties: (event: string) =>
		queryOptions({
			queryKey: ["catalog", "properties", event],
			queryFn: ({ signal }) => callApi(catalogApi.properties, { query: { event }, signal }),
			staleTime: 300_000,
			retry: false,
		}),
	examples: () =>
		queryOptions({
			queryKey: ["catalog", "examples"],
			queryFn: ({ signal }) => callApi(catalogApi.examples, { signal }),
			staleTime: 300_000,
			retry: false,
		}),
	values: (of: { trait: string } | { event: string; property: string }, search: string) =>
		queryOptions({
			queryKey: ["catalog", "values", of, search],
			queryFn: ({ signal }) => callApi(catalogApi.values, { query: { ...of, search }, signal }),
			staleTime: 60_000,
		}),
};

export function createSegment(body: CreateSegmentInput) {
	return callApi(segmentsApi.create, { body });
}

export function updateSegment(segmentId: string, body: UpdateSegmentInput) {
	return callApi(segmentsApi.update, { params: { segmentId }, body });
}

export function archiveSegment(segmentId: string, isConfirmed: boolean) {
	return callApi(segmentsApi.archive, {
		params: { segmentId },
		query: isConfirmed ? { confirmed: "true" } : {},
	});
}

export function duplicateSegment(segmentId: string) {
	return callApi(segmentsApi.duplicate, { params: { segmentId } });
}

export function restoreSegment(segmentId: string) {
	return callApi(segmentsApi.restore, { params: { segmentId } });
}

export function refreshSegment(segmentId: string) {
	return callApi(segmentsApi.refresh, { params: { segmentId } });
}

/** After a write: everything about segments is refetched; the previews stay. */
export function forgetSegments(client: QueryClient) {
	return client.invalidateQueries({
		queryKey: ["segments"],
		predicate: ({ queryKey }) => queryKey[1] !== "preview" && queryKey[1] !== "sample",
	});
}
