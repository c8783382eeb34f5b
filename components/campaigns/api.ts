import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { untilComputed } from "@/components/campaigns/until-computed";
import { callApi } from "@/components/shell/call-api";
import { campaignsApi } from "@/lib/campaigns/api";
import type { PreviewCampaignInput } from "@/lib/campaigns/contracts";
import { destinationsApi } from "@/lib/destinations/api";
import type { ContractInput } from "@/lib/kernel/api-contract";
import { catalogApi } from "@/lib/rules/api";
import { segmentsApi } from "@/lib/segments/api";

export const campaignsQueries = {
	list: () =>
		queryOptions({
			queryKey: ["campaigns", "list"],
			queryFn: ({ signal }) => callApi(campaignsApi.list, { query: { limit: 200 }, signal }),
		}),
	detail: (campaignId: string) =>
		queryOptions({
			queryKey: ["campaigns", "detail", campaignId],
			queryFn: ({ signal }) => callApi(campaignsApi.get, { params: { campaignId }, signal }),
		}),
	preview: (input: PreviewCampaignInput) =>
		queryOptions({
			queryKey: ["campaigns", "preview", input],
			queryFn: ({ signal }) => callApi(campaignsApi.preview, { body: input, signal }),
			...untilComputed,
		}),
	launchPreview: (campaignId: string) =>
		queryOptions({
			queryKey: ["campaigns", "launch-preview", campaignId],
			queryFn: ({ signal }) => callApi(campaignsApi.launchPreview, { params: { campaignId }, signal }),
			...untilComputed,
		}),
	start: () =>
		queryOptions({
			queryKey: ["campaigns", "choices", "start"],
			queryFn: ({ signal }) => callApi(campaignsApi.start, { signal }),
		}),
	leaks: (campaignId: string) =>
		queryOptions({
			queryKey: ["campaigns", "leaks", campaignId],
			queryFn: ({ signal }) => callApi(campaignsApi.leaks, { params: { campaignId }, signal }),
		}),
	/** What a new campaign can use. */
	segments: () =>
		queryOptions({
			queryKey: ["campaigns", "choices", "segments"],
			queryFn: ({ signal }) => callApi(segmentsApi.list, { query: { limit: 200, sort: "name" }, signal }),
		}),
	destinations: () =>
		queryOptions({
			queryKey: ["campaigns", "choices", "destinations"],
			queryFn: ({ signal }) => callApi(destinationsApi.list, { signal }),
		}),
	catalog: () =>
		queryOptions({
			queryKey: ["campaigns", "choices", "catalog"],
			queryFn: ({ signal }) => callApi(catalogApi.get, { signal }),
		}),
};

/** A write after which everything about campaigns, their lift and their deliveries is refetched. */
function useCampaignMutation<Input, Output>(run: (input: Input) => Promise<Output>) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: run,
		onSuccess: async () => {
			await Promise.all([
				client.invalidateQueries({ queryKey: ["campaigns"] }),
				client.invalidateQueries({ queryKey: ["lift"] }),
				client.invalidateQueries({ queryKey: ["syncs"] }),
				client.invalidateQueries({ queryKey: ["tags"] }),
			]);
		},
	});
}

export const useCreateCampaign = () =>
	useCampaignMutation((input: ContractInput<typeof campaignsApi.create>) =>
		callApi(campaignsApi.create, input),
	);
export function duplicateCampaign(campaignId: string) {
	return callApi(campaignsApi.duplicate, { params: { campaignId } });
}
export const useUpdateCampaign = () =>
	useCampaignMutation((input: ContractInput<typeof campaignsApi.update>) =>
		callApi(campaignsApi.update, input),
	);
export const useLaunchCampaign = () =>
	useCampaignMutation((campaignId: string) => callApi(campaignsApi.launch, { params: { campaignId } }));
export const useScheduleCampaign = () =>
	useCampaignMutation((input: ContractInput<typeof campaignsApi.schedule>) =>
		callApi(campaignsApi.schedule, input),
	);
export const useUnscheduleCampaign = () =>
	useCampaignMutation((campaignId: string) => callApi(campaignsApi.unschedule, { params: { campaignId } }));
export const useEndCampaign = () =>
	useCampaignMutation((campaignId: string) => callApi(campaignsApi.end, { params: { campaignId } }));
export const useArchiveCampaign = () =>
	useCampaignMutation((campaignId: string) => callApi(campaignsApi.archive, { params: { campaignId } }));

export const useRestoreCampaign = () =>
	useCampaignMutation((campaignId: string) => callApi(campaignsApi.restore, { params: { campaignId } }));
