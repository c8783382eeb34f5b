import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { callApi } from "@/components/shell/call-api";
import type { ContractInput } from "@/lib/kernel/api-contract";
import { alertsApi } from "@/lib/notifications/alerts-api";
import { notificationsApi } from "@/lib/notifications/api";

export const notificationsQueries = {
	alerts: () =>
		queryOptions({
			queryKey: ["notifications", "alerts"],
			queryFn: ({ signal }) => callApi(alertsApi.get, { signal }),
			// Shows when a message could not be posted.
			refetchInterval: 60_000,
		}),
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

export function useUpdateAlerts() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (input: ContractInput<typeof alertsApi.update>) => callApi(alertsApi.update, input),
		onSuccess: (saved) => client.setQueryData(notificationsQueries.alerts().queryKey, saved),
	});
}

export const useSendTestAlert = () =>
	useMutation({
		mutationFn: (input: ContractInput<typeof alertsApi.sendTest>) => callApi(alertsApi.sendTest, input),
	});

export const useSendTestEmail = () =>
	useMutation({ mutationFn: () => callApi(notificationsApi.sendTest, {}) });
