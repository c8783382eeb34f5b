import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { apiPath, callApi } from "@/components/shell/call-api";
import { privacyApi } from "@/lib/privacy/api";

export const privacyQueries = {
	erasures: () =>
		infiniteQueryOptions({
			queryKey: ["erasures", "list"],
			queryFn: ({ signal, pageParam }) =>
				callApi(privacyApi.listErasures, {
					query: { limit: 50, ...(pageParam ? { cursor: pageParam } : {}) },
					signal,
				}),
			initialPageParam: null as string | null,
			getNextPageParam: (page) => page.nextCursor,
		}),
	erasure: (erasureId: string) =>
		queryOptions({
			queryKey: ["erasures", "detail", erasureId],
			queryFn: ({ signal }) => callApi(privacyApi.getErasure, { params: { erasureId }, signal }),
			refetchInterval: ({ state }) => (state.data?.status === "running" ? 2_000 : false),
		}),
};

/** The URL a browser downloads a person's data from. */
export function downloadHref(slug: string, profileId: number, format: "html" | "json"): string {
	return apiPath(privacyApi.download, { params: { profileId }, query: { format, workspace: slug } });
}

export function useErasePerson() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (profileId: number) =>
			callApi(privacyApi.erase, { params: { profileId }, body: { confirm: "erase" } }),
		// Any list and any size may have included them.
		onSuccess: (_, profileId) => {
			client.removeQueries({ queryKey: ["profiles", "detail", profileId] });
			return client.invalidateQueries({ refetchType: "none" });
		},
	});
}

export function useRetryErasure() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (erasureId: string) => callApi(privacyApi.retryErasure, { params: { erasureId } }),
		onSuccess: () => client.invalidateQueries({ queryKey: ["erasures"] }),
	});
}
