import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { callApi } from "@/components/shell/call-api";
import { destinationsApi } from "@/lib/destinations/api";
import { optOutsApi } from "@/lib/destinations/opt-outs/api";
import type { ContractInput } from "@/lib/kernel/api-contract";

export const destinationsQueries = {
	networks: () =>
		queryOptions({
			queryKey: ["destinations", "networks"],
			queryFn: ({ signal }) => callApi(destinationsApi.networks, { signal }),
			staleTime: 300_000,
		}),
	list: () =>
		queryOptions({
			queryKey: ["destinations", "list"],
			queryFn: ({ signal }) => callApi(destinationsApi.list, { signal }),
		}),
	detail: (destinationId: string) =>
		queryOptions({
			queryKey: ["destinations", "detail", destinationId],
			queryFn: ({ signal }) => callApi(destinationsApi.get, { params: { destinationId }, signal }),
		}),
	optOuts: (destinationId: string) =>
		queryOptions({
			queryKey: ["destinations", "opt-outs", destinationId],
			queryFn: ({ signal }) => callApi(optOutsApi.get, { params: { destinationId }, signal }),
		}),
	fields: (destinationId: string) =>
		queryOptions({
			queryKey: ["destinations", "fields", destinationId],
			queryFn: ({ signal }) => callApi(destinationsApi.fields, { params: { destinationId }, signal }),
			staleTime: 30_000,
		}),
	owedRemovals: (destinationId: string) =>
		queryOptions({
			queryKey: ["destinations", "owed-removals", destinationId],
			queryFn: ({ signal }) => callApi(destinationsApi.owedRemovals, { params: { destinationId }, signal }),
			staleTime: 0,
		}),
};

function useDestinationMutation<Input, Output>(run: (input: Input) => Promise<Output>) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: run,
		onSuccess: () =>
			Promise.all(["destinations", "syncs"].map((noun) => client.invalidateQueries({ queryKey: [noun] }))),
	});
}

export const useConnectDestination = () =>
	useDestinationMutation((input: ContractInput<typeof destinationsApi.connect>) =>
		callApi(destinationsApi.connect, input),
	);
export const useUpdateDestination = () =>
	useDestinationMutation((input: ContractInput<typeof destinationsApi.update>) =>
		callApi(destinationsApi.update, input),
	);
export const useArchiveDestination = () =>
	useDestinationMutation((input: ContractInput<typeof destinationsApi.archive>) =>
		callApi(destinationsApi.archive, input),
	);
export const useTestDestination = () =>
	useDestinationMutation((input: ContractInput<typeof destinationsApi.test>) =>
		callApi(destinationsApi.test, input),
	);
export const useSetPush = () =>
	useDestinationMutation((input: ContractInput<typeof optOutsApi.setPush>) =>
		callApi(optOutsApi.setPush, input),
	);
export const useFinishAuthorization = () =>
	useDestinationMutation((input: ContractInput<typeof destinationsApi.finishAuthorization>) =>
		callApi(destinationsApi.finishAuthorization, input),
	);
/** Leads the browser to the network's page: what follows happens there. */
export const useAuthorize = () =>
	useMutation({
		mutationFn: async (input: ContractInput<typeof destinationsApi.authorize>) =>
			leave((await callApi(destinationsApi.authorize, input)).url),
	});
export const useReauthorize = () =>
	useMutation({
		mutationFn: async (input: ContractInput<typeof destinationsApi.reauthorize>) =>
			leave((await callApi(destinationsApi.reauthorize, input)).url),
	});

function leave(url: string): void {
	window.location.assign(url);
}
/** Tests values that are not stored: nothing on screen changes. */
export const useTestValues = () =>
	useMutation({
		mutationFn: (input: ContractInput<typeof destinationsApi.testValues>) =>
			callApi(destinationsApi.testValues, input),
	});
