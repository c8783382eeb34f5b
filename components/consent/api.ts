import { infiniteQueryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { callApi } from "@/components/shell/call-api";
import { suppressionsApi } from "@/lib/consent/api";
import {
	type AddedSuppressions,
	type AddSuppressionsInput,
	mostSuppressed,
	type SuppressionReason,
} from "@/lib/consent/suppressions";

export const suppressionsQuery = (search: string, reason: SuppressionReason | "") =>
	infiniteQueryOptions({
		queryKey: ["suppressions", search, reason],
		queryFn: ({ signal, pageParam }) =>
			callApi(suppressionsApi.list, {
				query: {
					limit: 50,
					...(search === "" ? {} : { search }),
					...(reason === "" ? {} : { reason }),
					...(pageParam ? { cursor: pageParam } : {}),
				},
				signal,
			}),
		initialPageParam: null as string | null,
		getNextPageParam: (page) => page.nextCursor,
	});

/** Adds a list of any length, in as many requests as that takes. */
export function useSuppress() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: async ({ values, ...input }: AddSuppressionsInput): Promise<AddedSuppressions> => {
			const all: AddedSuppressions = { added: 0, known: 0, invalid: [], people: 0 };
			for (let at = 0; at < values.length; at += mostSuppressed) {
				const body = { ...input, values: values.slice(at, at + mostSuppressed) };
				const some = await callApi(suppressionsApi.add, { body });
				all.added += some.added;
				all.known += some.known;
				all.people += some.people;
				all.invalid.push(...some.invalid.map((one) => ({ ...one, index: one.index + at })));
			}
			return all;
		},
		onSettled: () => client.invalidateQueries({ queryKey: ["suppressions"] }),
	});
}

export function useRemoveSuppression() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (suppressionId: string) => callApi(suppressionsApi.remove, { params: { suppressionId } }),
		onSuccess: () => client.invalidateQueries({ queryKey: ["suppressions"] }),
	});
}
