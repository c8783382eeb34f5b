import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { callApi } from "@/components/shell/call-api";
import { listsApi } from "@/lib/lists/api";
import type { CreateListInput, StartUploadInput, UpdateListInput } from "@/lib/lists/contracts";
import { importsApi } from "@/lib/sources/api";

export const listsQueries = {
	all: () =>
		queryOptions({
			queryKey: ["lists", "all"],
			queryFn: ({ signal }) => callApi(listsApi.list, { signal }),
			refetchInterval: ({ state }) =>
				state.data?.items.some((list) => list.state === "building") ? 2_000 : false,
		}),
	detail: (listId: string) =>
		queryOptions({
			queryKey: ["lists", "detail", listId],
			queryFn: ({ signal }) => callApi(listsApi.get, { params: { listId }, signal }),
			refetchInterval: ({ state }) => (state.data?.state === "building" ? 1_000 : false),
		}),
	inspection: (importId: string) =>
		queryOptions({
			queryKey: ["lists", "inspection", importId],
			queryFn: ({ signal }) => callApi(importsApi.inspect, { params: { importId }, query: {}, signal }),
		}),
};

export function createList(body: CreateListInput) {
	return callApi(listsApi.create, { body });
}

export function updateList(listId: string, body: UpdateListInput) {
	return callApi(listsApi.update, { params: { listId }, body });
}

export function archiveList(listId: string) {
	return callApi(listsApi.archive, { params: { listId } });
}

export function restoreList(listId: string) {
	return callApi(listsApi.restore, { params: { listId } });
}

export function refreshList(listId: string) {
	return callApi(listsApi.refresh, { params: { listId } });
}

export function startListUpload(listId: string, body: StartUploadInput) {
	return callApi(listsApi.startUpload, { params: { listId }, body });
}

/** After a write: refetches lists and the names that rules may use. */
export async function forgetLists(client: QueryClient) {
	await Promise.all([
		client.invalidateQueries({
			queryKey: ["lists"],
			predicate: ({ queryKey }) => queryKey[1] !== "inspection",
		}),
		client.invalidateQueries({ queryKey: ["catalog"], exact: true }),
	]);
}
