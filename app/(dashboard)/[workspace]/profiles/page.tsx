import type { Metadata } from "next";
import { profilesQueries } from "@/components/profiles/api";
import { filterOf } from "@/components/profiles/people-filter";
import { PeoplePage } from "@/components/profiles/people-page";
import { segmentsWithPeople, toChoices } from "@/components/profiles/related-queries";
import { Hydrate } from "@/components/shell/hydrate";
import { AppError } from "@/lib/kernel/app-error";
import { countProfiles } from "@/lib/profiles/server/count-profiles";
import { listPeople } from "@/lib/segments/server/list-people";
import { listSegments } from "@/lib/segments/server/list-segments";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "People" };

export default async function Page({
	params,
	searchParams,
}: {
	params: Promise<{ workspace: string }>;
	searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
	const ctx = await openPage(params, "people.read");
	const search = await searchParams;
	const filter = filterOf({
		get: (key) => {
			const value = search[key];
			return typeof value === "string" ? value : null;
		},
	});
	const query = {
		q: filter.q || undefined,
		known: filter.known || undefined,
		segment: filter.segment || undefined,
		limit: 50,
	};
	const [counts, firstPage, segments] = await Promise.all([
		countProfiles(ctx),
		// A failing filter is reported on the page, not instead of it.
		listPeople(ctx, query).catch((error: unknown) => {
			if (error instanceof AppError && filter.segment) return null;
			throw error;
		}),
		// The selected segment's name is on the page from the start.
		filter.segment ? listSegments(ctx, { state: "active", sort: "name", limit: 200 }) : null,
	]);
	// Activity is fetched by the browser after the names; its columns wait for it.
	return (
		<Hydrate
			queries={[
				[profilesQueries.counts().queryKey, counts],
				...(firstPage
					? [[profilesQueries.list(filter).queryKey, { pages: [firstPage], pageParams: [null] }] as const]
					: []),
				...(segments ? [[segmentsWithPeople().queryKey, toChoices(segments.items)] as const] : []),
			]}
		>
			<PeoplePage />
		</Hydrate>
	);
}
