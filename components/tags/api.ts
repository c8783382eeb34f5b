import { queryOptions } from "@tanstack/react-query";
import { callApi } from "@/components/shell/call-api";
import { tagsApi } from "@/lib/tags/api";

export const tagsQueries = {
	list: () =>
		queryOptions({
			queryKey: ["tags"],
			queryFn: ({ signal }) => callApi(tagsApi.list, { signal }),
		}),
};
