import { queryOptions } from "@tanstack/react-query";
import { callApi } from "@/components/shell/call-api";
import { systemApi } from "@/lib/system/api";

export const systemQueries = {
	state: () =>
		queryOptions({
			queryKey: ["system"],
			queryFn: ({ signal }) => callApi(systemApi.get, { signal }),
			refetchInterval: 15_000,
		}),
};
