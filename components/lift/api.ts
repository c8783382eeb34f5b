import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { callApi } from "@/components/shell/call-api";
import type { ContractInput } from "@/lib/kernel/api-contract";
import { liftApi } from "@/lib/lift/api";
import { linksApi } from "@/lib/lift/links-api";

export const liftQueries = {
	list: () =>
		queryOptions({
			queryKey: ["lift", "list"],
			queryFn: ({ signal }) => callApi(liftApi.list, { query: { limit: 50 }, signal }),
		}),
	/** What all campaigns together added, by the global holdout. */
	programme: () =>
		queryOptions({
			queryKey: ["lift", "programme"],
			queryFn: ({ signal }) => callApi(liftApi.programme, { signal }),
		}),
	/** `trait`: what the adjusted figures are adjusted for; null for the same metric before. */
	detail: (campaignId: string, trait: string | null = null) =>
		queryOptions({
			queryKey: ["lift", "detail", campaignId, ...(trait === null ? [] : [trait])],
			queryFn: ({ signal }) =>
				callApi(liftApi.get, { params: { campaignId }, query: trait === null ? {} : { trait }, signal }),
			refetchInterval: 5 * 60_000,
		}),
	/** The results by the values of a trait. */
	slices: (campaignId: string, slice: string) =>
		queryOptions({
			queryKey: ["lift", "slices", campaignId, slice],
			queryFn: ({ signal }) => callApi(liftApi.get, { params: { campaignId }, query: { slice }, signal }),
			select: ({ slices }) => slices,
		}),
	attribution: (campaignId: string) =>
		queryOptions({
			queryKey: ["lift", "attribution", campaignId],
			queryFn: ({ signal }) => callApi(liftApi.attribution, { params: { campaignId }, signal }),
			refetchInterval: 5 * 60_000,
		}),
	engagement: (campaignId: string) =>
		queryOptions({
			queryKey: ["lift", "engagement", campaignId],
			queryFn: ({ signal }) => callApi(liftApi.engagement, { params: { campaignId }, signal }),
		}),
	link: (campaignId: string) =>
		queryOptions({
			queryKey: ["lift", "link", campaignId],
			queryFn: ({ signal }) => callApi(linksApi.get, { params: { campaignId }, signal }),
		}),
};

function useLinkMutation<Input, Output>(run: (input: Input) => Promise<Output>) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: run,
		onSuccess: () => client.invalidateQueries({ queryKey: ["lift", "link"] }),
	});
}

export const useCreateLink = () =>
	useLinkMutation((input: ContractInput<typeof linksApi.create>) => callApi(linksApi.create, input));
export const useRevokeLink = () =>
	useLinkMutation((input: ContractInput<typeof linksApi.revoke>) => callApi(linksApi.revoke, input));
