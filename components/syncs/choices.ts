import { queryOptions } from "@tanstack/react-query";
import { callApi } from "@/components/shell/call-api";
import { segmentsApi } from "@/lib/segments/api";

/** What a new sync can be made of. */
export const syncChoices = {
	segments: () =>
		queryOptions({
			queryKey: ["syncs", "choices", "segments"],
			queryFn: ({ signal }) => callApi(segmentsApi.list, { query: { limit: 200, sort: "name" }, signal }),
		}),
};
