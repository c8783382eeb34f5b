import { queryOptions } from "@tanstack/react-query";
import { callApi } from "@/components/shell/call-api";
import { syncRequestsApi } from "@/lib/syncs/requests-api";

/** The requests of one run, with what the network answered. */
export const requestsQuery = (syncId: string, runId: string) =>
	queryOptions({
		queryKey: ["syncs", "requests", syncId, runId],
		queryFn: ({ signal }) =>
			callApi(syncRequestsApi.requests, { params: { syncId, runId }, query: { limit: 100 }, signal }),
	});
