import type { Metadata } from "next";
import { destinationsQueries } from "@/components/destinations/api";
import { Hydrate } from "@/components/shell/hydrate";
import { syncChoices } from "@/components/syncs/choices";
import { NewSyncPage } from "@/components/syncs/new-sync-page";
import { listDestinations } from "@/lib/destinations/server/get-destination";
import { listNetworks } from "@/lib/destinations/server/list-networks";
import { listSegments } from "@/lib/segments/server/list-segments";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "New sync" };

export default async function Page({
	params,
	searchParams,
}: {
	params: Promise<{ workspace: string }>;
	searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
	const ctx = await openPage(params, "syncs.write");
	const { segment, destination, use } = await searchParams;
	const [segments, destinations, networks] = await Promise.all([
		listSegments(ctx, { limit: 200, sort: "name", state: "active" }),
		listDestinations(ctx),
		listNetworks(ctx),
	]);
	return (
		<Hydrate
			queries={[
				[syncChoices.segments().queryKey, segments],
				[destinationsQueries.list().queryKey, destinations],
				[destinationsQueries.networks().queryKey, networks],
			]}
		>
			<NewSyncPage
				segment={typeof segment === "string" ? segment : null}
				destination={typeof destination === "string" ? destination : null}
				isExclusion={use === "exclusion"}
			/>
		</Hydrate>
	);
}
