import type { Metadata } from "next";
import { destinationsQueries } from "@/components/destinations/api";
import { DestinationsPage } from "@/components/destinations/destinations-page";
import { Hydrate } from "@/components/shell/hydrate";
import { listDestinations } from "@/lib/destinations/server/get-destination";
import { listNetworks } from "@/lib/destinations/server/list-networks";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Destinations" };

export default async function Page({ params }: { params: Promise<{ workspace: string }> }) {
	const ctx = await openPage(params, "destinations.read");
	const [destinations, networks] = await Promise.all([listDestinations(ctx), listNetworks(ctx)]);
	return (
		<Hydrate
			queries={[
				[destinationsQueries.list().queryKey, destinations],
				[destinationsQueries.networks().queryKey, networks],
			]}
		>
			<DestinationsPage />
		</Hydrate>
	);
}
