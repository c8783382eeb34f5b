import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { callApi } from "@/components/shell/call-api";
import { importsApi, sourcesApi } from "@/lib/sources/api";
import type { RetypeTraitInput, TidyEventsInput } from "@/lib/sources/contracts";
import type { ImportView } from "@/lib/sources/files/import-contracts";
import type { FileFormat } from "@/lib/sources/files/import-mapping";

const isMoving = (status: string | undefined) => status === "running";

export const sourcesQueries = {
	list: () =>
		queryOptions({
			queryKey: ["sources", "list"],
			queryFn: ({ signal }) => callApi(sourcesApi.list, { signal }),
		}),
	catalogue: () =>
		queryOptions({
			queryKey: ["sources", "catalogue"],
			queryFn: ({ signal }) => callApi(sourcesApi.catalogue, { signal }),
		}),
	trends: () =>
		queryOptions({
			queryKey: ["sources", "trends"],
			queryFn: ({ signal }) => callApi(sourcesApi.trends, { signal }),
		}),
	/** Polled every few seconds while the page is visible. */
	messages: (sourceId: string) =>
		queryOptions({
			queryKey: ["sources", "messages", sourceId],
			queryFn: ({ signal }) => callApi(sourcesApi.messages, { params: { sourceId }, signal }),
			refetchInterval: 4_000,
			refetchIntervalInBackground: false,
			staleTime: 0,
		}),
	retypePreview: (name: string, type: RetypeTraitInput["type"]) =>
		queryOptions({
			queryKey: ["sources", "catalogue", "retype", name, type],
			queryFn: ({ signal }) =>
				callApi(sourcesApi.retypeTrait, { body: { name, type, isConfirmed: false }, signal }),
			staleTime: 0,
		}),
};

export function tidyEvents(body: TidyEventsInput) {
	return callApi(sourcesApi.tidyEvents, { body });
}

export function retypeTrait(body: RetypeTraitInput) {
	return callApi(sourcesApi.retypeTrait, { body });
}

export const importsQueries = {
	list: () =>
		queryOptions({
			queryKey: ["imports", "list"],
			queryFn: ({ signal }) => callApi(importsApi.list, { query: { limit: 100 }, signal }),
			refetchInterval: (query) =>
				query.state.data?.items.some((one) => isMoving(one.status)) ? 1_000 : false,
		}),
	detail: (importId: string) =>
		queryOptions({
			queryKey: ["imports", "detail", importId],
			queryFn: ({ signal }) => callApi(importsApi.get, { params: { importId }, signal }),
			refetchInterval: (query) => (isMoving(query.state.data?.status) ? 700 : false),
		}),
	inspection: (importId: string, kind: "people" | "events", file: Partial<FileFormat>) =>
		queryOptions({
			queryKey: ["imports", "inspection", importId, kind, file],
			queryFn: ({ signal }) =>
				callApi(importsApi.inspect, {
					params: { importId },
					query: {
						kind,
						...(file.delimiter ? { delimiter: file.delimiter } : {}),
						...(file.encoding ? { encoding: file.encoding } : {}),
						...(file.hasHeader === undefined
							? {}
							: { hasHeader: file.hasHeader ? ("true" as const) : ("false" as const) }),
					},
					signal,
				}),
		}),
	problems: (importId: string, kind: "row" | "refusal") =>
		infiniteQueryOptions({
			queryKey: ["imports", "problems", importId, kind],
			queryFn: ({ signal, pageParam }) =>
				callApi(importsApi.problems, {
					params: { importId },
					query: { kind, limit: 100, ...(pageParam ? { cursor: pageParam } : {}) },
					signal,
				}),
			initialPageParam: null as string | null,
			getNextPageParam: (page) => page.nextCursor,
		}),
};

/** Uploads a file. None of it takes effect until it is started. */
export function uploadFile(kind: ImportView["kind"], file: File) {
	return callApi(importsApi.upload, { query: { kind, fileName: file.name }, rawBody: file });
}
