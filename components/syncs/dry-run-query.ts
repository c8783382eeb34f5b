import { queryOptions } from "@tanstack/react-query";
import { callApi } from "@/components/shell/call-api";
import { syncRequestsApi } from "@/lib/syncs/requests-api";

/** What a run would send now. Kept only while it is looked at: the next one is asked for anew. */
export const dryRunQuery = (syncId: string) =>
	queryOptions({
		queryKey: ["syncs", "dry-run", syncId],
		queryFn: ({ signal }) => callApi(syncRequestsApi.dryRun, { params: { syncId }, signal }),
		staleTime: 0,
		gcTime: 0,
		retry: false,
		// It changes when someone asks for it, not under their eyes.
		refetchOnWindowFocus: false,
	});
