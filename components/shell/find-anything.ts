import { queryOptions } from "@tanstack/react-query";
import { campaignStates } from "@/components/campaigns/campaign-states";
import { profileName } from "@/components/profiles/profile-name";
import { callApi } from "@/components/shell/call-api";
import { formatPeople } from "@/components/ui/format-number";
import { campaignStatus } from "@/lib/campaigns/campaign-status";
import { type Found, type FoundKind, findApi } from "@/lib/find/api";
import { type ProfileSummary, profilesApi } from "@/lib/profiles/api";

export type Finding = { path: string; label: string; detail: string | null };

const maxPeople = 5;

const rooms: Record<FoundKind, string> = {
	segment: "segments",
	campaign: "campaigns",
	list: "segments/lists",
	trait: "traits",
	destination: "destinations",
	sync: "syncs",
	source: "data/sources",
	import: "data/imports",
};

function detailText({ tag, size, status }: Found): string | null {
	if (tag !== null) return tag;
	if (size !== null) return formatPeople(size);
	const state = campaignStatus.safeParse(status);
	return state.success ? campaignStates[state.data].word : null;
}

/** Everything that has a name, by kind. */
export const nameSearch = (q: string) =>
	queryOptions({
		queryKey: ["find", "names", q],
		queryFn: async ({ signal }): Promise<Partial<Record<FoundKind, Finding[]>>> => {
			const { items } = await callApi(findApi.find, { query: { q }, signal });
			const byKind: Partial<Record<FoundKind, Finding[]>> = {};
			for (const each of items) {
				const finding = {
					path: `${rooms[each.kind]}/${each.id}`,
					label: each.name,
					detail: detailText(each),
				};
				byKind[each.kind] = [...(byKind[each.kind] ?? []), finding];
			}
			return byKind;
		},
	});

export const peopleSearch = (q: string) =>
	queryOptions({
		queryKey: ["find", "people", q],
		queryFn: async ({ signal }): Promise<Finding[]> => {
			// A workspace with many people is searched in several steps.
			let items: ProfileSummary[] = [];
			let cursor: string | undefined;
			do {
				const page = await callApi(profilesApi.list, {
					query: { q, limit: maxPeople, ...(cursor ? { cursor } : {}) },
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
