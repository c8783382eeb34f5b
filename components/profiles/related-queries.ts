import { queryOptions } from "@tanstack/react-query";
import { callApi } from "@/components/shell/call-api";
import { membershipsApi } from "@/lib/segments/memberships-api";

export const membershipsOf = (profileId: number) =>
	queryOptions({
		queryKey: ["profiles", "segments", profileId],
		queryFn: ({ signal }) => callApi(membershipsApi.list, { params: { profileId }, signal }),
	});
