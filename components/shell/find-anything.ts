import { queryOptions } from "@tanstack/react-query";
import { profileName } from "@/components/profiles/profile-name";
import { callApi } from "@/components/shell/call-api";
import { formatPeople } from "@/components/ui/format-number";
import { campaignsApi } from "@/lib/campaigns/api";
import { type ProfileSummary, profilesApi } from "@/lib/profiles/api";
import { segmentsApi } from "@/lib/segments/api";

export type Finding = { path: string; label: string; detail: string | null };

const most = 5;

export const peopleSearch = (q: string) =>
	queryOptions({
		queryKey: ["find", "people", q],
		queryFn: async ({ signal }): Promise<Finding[]> => {
			// A workspace of many people is looked through in several goes.
			let items: ProfileSummary[] = [];
			let cursor: string | undefined;
			do {
				const page = await callApi(profilesApi.list, {
					query: { q, limit: most, ...(cursor ? { cursor } : {}) },
					signal,
				});
				items = page.items;
				cursor = page.nextCursor ?? undefined;
			} while (items.length === 0 && cursor);
			return items.map((person) => {
				const label = profileName(person);
				return {
					path: `profiles/${person.uid}`,
					label,
					detail: person.email === label ? null : person.email,
				};
			});
		},
	});

export const campaignSearch = (q: string) =>
	queryOptions({
		queryKey: ["find", "campaigns", q],
		queryFn: async ({ signal }): Promise<Finding[]> => {
			const { items } = await callApi(campaignsApi.list, { query: { search: q, limit: most }, signal });
			return items.map((campaign) => ({
				path: `campaigns/${campaign.id}`,
				label: campaign.name,
				detail: campaign.status,
			}));
		},
	});

export const segmentSearch = (q: string) =>
	queryOptions({
		queryKey: ["find", "segments", q],
		queryFn: async ({ signal }): Promise<Finding[]> => {
			const { items } = await callApi(segmentsApi.list, { query: { search: q, limit: most }, signal });
			return items.map((segment) => ({
				path: `segments/${segment.id}`,
				label: segment.name,
				detail: segment.size === null ? null : formatPeople(segment.size),
			}));
		},
	});
