import { queryOptions } from "@tanstack/react-query";
import { callApi } from "@/components/shell/call-api";
import { segmentsApi } from "@/lib/segments/api";
import type { SegmentSummary } from "@/lib/segments/contracts";
import { membershipsApi } from "@/lib/segments/memberships-api";
import { syncPeopleApi } from "@/lib/syncs/people-api";

/** Segments with people in them, to choose from. */
export const segmentsWithPeople = () =>
	queryOptions({
		queryKey: ["profiles", "segments with people"],
		queryFn: async ({ signal }) => {
			const query = { state: "active", sort: "name", limit: 200 } as const;
			return toChoices((await callApi(segmentsApi.list, { query, signal })).items);
		},
	});

/** The part of the segment list that the filter needs. */
export function toChoices(segments: readonly SegmentSummary[]): { value: string; label: string }[] {
	return segments
		.filter(({ servedVersion }) => servedVersion !== null)
		.map(({ id, name }) => ({ value: id, label: name }));
}

export const membershipsOf = (profileId: number) =>
	queryOptions({
		queryKey: ["profiles", "segments", profileId],
		queryFn: ({ signal }) => callApi(membershipsApi.list, { params: { profileId }, signal }),
	});

export const deliveriesOf = (profileId: number) =>
	queryOptions({
		queryKey: ["profiles", "deliveries", profileId],
		queryFn: ({ signal }) => callApi(syncPeopleApi.ofPerson, { params: { uid: profileId }, signal }),
	});
