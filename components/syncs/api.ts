import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { callApi } from "@/components/shell/call-api";
import { useSyncMutation } from "@/components/syncs/use-sync-mutation";
import type { ContractInput } from "@/lib/kernel/api-contract";
import { syncsApi } from "@/lib/syncs/api";
import type { RunView } from "@/lib/syncs/contracts";
import type { syncEditApi } from "@/lib/syncs/edit-api";

export function isUnderWay(run: Pick<RunView, "status"> | null | undefined): boolean {
	return run?.status === "queued" || run?.status === "running" || run?.status === "cancelling";
}

type ListQuery = { destinationId?: string; segmentId?: string; campaignId?: string };

export const syncsQueries = {
	list: (query: ListQuery = {}) =>
		queryOptions({
			queryKey: ["syncs", "list", query],
			queryFn: ({ signal }) => callApi(syncsApi.list, { query, signal }),
			refetchInterval: ({ state }) =>
				state.data?.items.some((one) => isUnderWay(one.lastRun)) ? 2_000 : 30_000,
		}),
	detail: (syncId: string) =>
		queryOptions({
			queryKey: ["syncs", "detail", syncId],
			queryFn: ({ signal }) => callApi(syncsApi.get, { params: { syncId }, signal }),
			// A run continues in the background: the page polls it.
			refetchInterval: ({ state }) => (isUnderWay(state.data?.lastRun) ? 1_000 : 15_000),
		}),
	preview: (syncId: string, after: string) =>
		queryOptions({
			queryKey: ["syncs", "preview", syncId, after],
			queryFn: ({ signal }) => callApi(syncsApi.preview, { params: { syncId }, signal }),
			// The plan from before the run stays on screen, grayed out, until the next is ready.
			placeholderData: keepPreviousData,
			retry: false,
		}),
	holdouts: (query: { segmentId: string; destinationId: string }) =>
		queryOptions({
			queryKey: ["syncs", "holdouts", query],
			queryFn: ({ signal }) => callApi(syncsApi.holdouts, { query, signal }),
			retry: false,
		}),
	forecast: (cron: string) =>
		queryOptions({
			queryKey: ["syncs", "forecast", cron],
			queryFn: ({ signal }) => callApi(syncsApi.forecast, { query: { cron }, signal }),
			// What was shown stays while the next is typed.
			placeholderData: keepPreviousData,
			retry: false,
		}),
	runs: (syncId: string, after: string) =>
		infiniteQueryOptions({
			queryKey: ["syncs", "runs", syncId, after],
			queryFn: ({ signal, pageParam }) =>
				callApi(syncsApi.runs, {
					params: { syncId },
					query: { limit: 30, ...(pageParam ? { cursor: pageParam } : {}) },
					signal,
				}),
			placeholderData: keepPreviousData,
			initialPageParam: null as string | null,
			getNextPageParam: (page) => page.nextCursor,
		}),
};

export const useCreateSync = () =>
	useSyncMutation(async (input: ContractInput<typeof syncEditApi.create>) =>
		callApi((await import("@/lib/syncs/edit-api")).syncEditApi.create, input),
	);
export function duplicateSync(syncId: string) {
	return callApi(syncsApi.duplicate, { params: { syncId } });
}
export const useUpdateSync = () =>
	useSyncMutation(async (input: ContractInput<typeof syncEditApi.update>) =>
		callApi((await import("@/lib/syncs/edit-api")).syncEditApi.update, input),
	);
export const useOrderSyncs = () =>
	useSyncMutation(async (input: ContractInput<typeof syncEditApi.order>) =>
		callApi((await import("@/lib/syncs/edit-api")).syncEditApi.order, input),
	);
export const useArchiveSync = () =>
	useSyncMutation((input: ContractInput<typeof syncsApi.archive>) => callApi(syncsApi.archive, input));
export const useRestoreSync = () =>
	useSyncMutation((input: ContractInput<typeof syncsApi.restore>) => callApi(syncsApi.restore, input));
export const useConfirmRun = () =>
	useSyncMutation((input: ContractInput<typeof syncsApi.confirmRun>) => callApi(syncsApi.confirmRun, input));
export const useCancelRun = () =>
	useSyncMutation((input: ContractInput<typeof syncsApi.cancelRun>) => callApi(syncsApi.cancelRun, input));
export const usePauseSync = () =>
	useSyncMutation((input: ContractInput<typeof syncsApi.pause>) => callApi(syncsApi.pause, input));
export const useResumeSync = () =>
	useSyncMutation((input: ContractInput<typeof syncsApi.resume>) => callApi(syncsApi.resume, input));
export const useRetryRejected = () =>
	useSyncMutation((input: ContractInput<typeof syncsApi.retryRejected>) =>
		callApi(syncsApi.retryRejected, input),
	);
