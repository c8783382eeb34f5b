import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { callApi } from "@/components/shell/call-api";
import type { ContractInput } from "@/lib/kernel/api-contract";
import { notificationsApi } from "@/lib/notifications/api";

export const notificationsQueries = {
	own: () =>
		queryOptions({
			queryKey: ["notifications", "own"],
			queryFn: ({ signal }) => callApi(notificationsApi.get, { signal }),
		}),
};

export function useUpdateNotifications() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (input: ContractInput<typeof notificationsApi.update>) =>
			callApi(notificationsApi.update, input),
		onSuccess: (saved) => client.setQueryData(notificationsQueries.own().queryKey, saved),
	});
}

export const useSendTestEmail = () =>
	useMutation({ mutationFn: () => callApi(notificationsApi.sendTest, {}) });
