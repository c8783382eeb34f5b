import type { Metadata } from "next";
import { profilesQueries } from "@/components/profiles/api";
import { filterOf } from "@/components/profiles/people-filter";
import { PeoplePage } from "@/components/profiles/people-page";
import { Hydrate } from "@/components/shell/hydrate";
import { countProfiles } from "@/lib/profiles/server/count-profiles";
import { listProfiles } from "@/lib/profiles/server/list-profiles";
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
	const [counts, firstPage] = await Promise.all([
		countProfiles(ctx),
		listProfiles(ctx, { q: filter.q || undefined, known: filter.known || undefined, limit: 50 }),
	]);
	return (
		<Hydrate
			queries={[
				[profilesQueries.counts().queryKey, counts],
				[profilesQueries.list(filter).queryKey, { pages: [firstPage], pageParams: [null] }],
			]}
		>
			<PeoplePage />
		</Hydrate>
	);
}
