import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { callApi } from "@/components/shell/call-api";
import { campaignImportsApi } from "@/lib/campaigns/imports-api";
import type { ContractInput } from "@/lib/kernel/api-contract";
import { importsApi } from "@/lib/sources/api";
import type { FileFormat } from "@/lib/sources/files/import-mapping";

export const importQueries = {
	detail: (importId: string) =>
		queryOptions({
			queryKey: ["imports", "detail", importId],
			queryFn: ({ signal }) => callApi(importsApi.get, { params: { importId }, signal }),
			refetchInterval: (query) => (query.state.data?.status === "running" ? 700 : false),
		}),
	inspection: (importId: string) =>
		queryOptions({
			queryKey: ["imports", "campaign-inspection", importId],
			queryFn: ({ signal }) => callApi(importsApi.inspect, { params: { importId }, query: {}, signal }),
			staleTime: Number.POSITIVE_INFINITY,
		}),
	values: (importId: string, file: FileFormat, column: number) =>
		queryOptions({
			queryKey: ["imports", "arm-values", importId, file, column],
			queryFn: ({ signal }) =>
				callApi(campaignImportsApi.armValues, { params: { importId }, body: { file, column }, signal }),
			retry: false,
			staleTime: Number.POSITIVE_INFINITY,
		}),
};

export function useStartImport() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (input: ContractInput<typeof campaignImportsApi.startImport>) =>
			callApi(campaignImportsApi.startImport, input),
		// The import is running now: refetch it, and keep polling.
		onSuccess: (_, { params }) =>
			client.invalidateQueries({ queryKey: ["imports", "detail", params.importId] }),
	});
}
