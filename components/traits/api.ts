import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { callApi } from "@/components/shell/call-api";
import { traitsApi } from "@/lib/traits/api";
import type { CreateTraitInput, UpdateTraitInput } from "@/lib/traits/contracts";
import { withoutHandles } from "@/lib/traits/same-definition";

/** A definition being edited: it may still have problems. */
export type Draft = Record<string, unknown>;

/** What a list page fetches: everything, so that search, sort and filters respond at once. */
export const traitListQuery = { state: "all", limit: 200 } as const;

const waitsMs = 2_000;

/** How many days back the moves between stages are shown. */
export const movesDays = 30;

export const traitsQueries = {
	list: () =>
		queryOptions({
			queryKey: ["traits", "list"],
			queryFn: ({ signal }) => callApi(traitsApi.list, { query: traitListQuery, signal }),
			// While values are computed for the first time, the page polls until they are ready.
			refetchInterval: ({ state }) =>
				state.data?.items.some((item) => item.state === "building") ? waitsMs : false,
		}),
	detail: (traitId: string) =>
		queryOptions({
			queryKey: ["traits", "detail", traitId],
			queryFn: ({ signal }) => callApi(traitsApi.get, { params: { traitId }, signal }),
			refetchInterval: ({ state }) => (state.data?.state === "building" ? waitsMs : false),
		}),
	distribution: (traitId: string, asOf: string | null) =>
		queryOptions({
			queryKey: ["traits", "distribution", traitId, asOf],
			queryFn: ({ signal }) => callApi(traitsApi.distribution, { params: { traitId }, signal }),
			retry: false,
		}),
	moves: (traitId: string, asOf: string | null) =>
		queryOptions({
			queryKey: ["traits", "moves", traitId, asOf],
			queryFn: ({ signal }) =>
				callApi(traitsApi.moves, { params: { traitId }, query: { days: movesDays }, signal }),
		}),
	preview: (definition: Draft, name: string | undefined, asOf: string) =>
		queryOptions({
			queryKey: ["traits", "preview", asOf, name, withoutHandles(definition)],
			queryFn: async ({ signal }) => ({
				definition,
				...(await callApi(traitsApi.preview, {
					body: { definition, asOf, ...(name ? { name } : {}) },
					signal,
				})),
			}),
			staleTime: Number.POSITIVE_INFINITY,
			gcTime: 60_000,
			retry: false,
		}),
	sample: (definition: Draft, asOf: string) =>
		queryOptions({
			queryKey: ["traits", "sample", asOf, withoutHandles(definition)],
			queryFn: ({ signal }) => callApi(traitsApi.sample, { body: { definition, asOf }, signal }),
			staleTime: Number.POSITIVE_INFINITY,
			gcTime: 60_000,
			retry: false,
		}),
};

export function createTrait(body: CreateTraitInput) {
	return callApi(traitsApi.create, { body });
}

export function updateTrait(traitId: string, body: UpdateTraitInput) {
	return callApi(traitsApi.update, { params: { traitId }, body });
}

export function archiveTrait(traitId: string) {
	return callApi(traitsApi.archive, { params: { traitId } });
}

export function refreshTrait(traitId: string) {
	return callApi(traitsApi.refresh, { params: { traitId } });
}

/**
 * After a write: refetches everything about computed traits, and the names that rules can use; previews stay.
 */
export async function forgetTraits(client: QueryClient): Promise<void> {
	await Promise.all([
		client.invalidateQueries({
			queryKey: ["traits"],
			predicate: ({ queryKey }) => queryKey[1] !== "preview" && queryKey[1] !== "sample",
		}),
		client.invalidateQueries({ queryKey: ["catalog"] }),
	]);
}
