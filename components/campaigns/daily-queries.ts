import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { callApi } from "@/components/shell/call-api";
import { dailyApi } from "@/lib/campaigns/daily/daily-api";
import type { DailyKind } from "@/lib/campaigns/daily/daily-figures";
import type { ContractInput } from "@/lib/kernel/api-contract";

export const dailyQueries = {
	list: (campaignId: string, kind: DailyKind) =>
		queryOptions({
			queryKey: ["campaigns", "daily", campaignId, kind],
			queryFn: ({ signal }) => callApi(dailyApi.list, { params: { campaignId, kind }, signal }),
		}),
};

export function previewDaily(input: ContractInput<typeof dailyApi.preview>) {
	return callApi(dailyApi.preview, input);
}

/** A write after which the money of the results is read again. */
function useDailyMutation<Input, Output>(run: (input: Input) => Promise<Output>) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: run,
		onSuccess: async () => {
			await Promise.all([
				client.invalidateQueries({ queryKey: ["campaigns"] }),
				client.invalidateQueries({ queryKey: ["lift"] }),
			]);
		},
	});
}

export const useSetDaily = () =>
	useDailyMutation((input: ContractInput<typeof dailyApi.set>) => callApi(dailyApi.set, input));
export const useImportDaily = () =>
	useDailyMutation((input: ContractInput<typeof dailyApi.import>) => callApi(dailyApi.import, input));
export const useUndoDaily = () =>
	useDailyMutation((input: ContractInput<typeof dailyApi.undo>) => callApi(dailyApi.undo, input));
