import { queryOptions } from "@tanstack/react-query";
import { callApi } from "@/components/shell/call-api";
import { membershipsApi } from "@/lib/segments/memberships-api";
import { syncsApi } from "@/lib/syncs/api";

export const membershipsOf = (profileId: number) =>
	queryOptions({
		queryKey: ["profiles", "segments", profileId],
		queryFn: ({ signal }) => callApi(membershipsApi.list, { params: { profileId }, signal }),
	});

export const deliveriesOf = (profileId: number) =>
	queryOptions({
		queryKey: ["profiles", "deliveries", profileId],
		queryFn: ({ signal }) => callApi(syncsApi.ofPerson, { params: { uid: profileId }, signal }),
	});
