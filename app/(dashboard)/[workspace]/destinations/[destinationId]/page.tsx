import type { Metadata } from "next";
import { cache } from "react";
import { nameTitle } from "@/app/name-title";
import { orNotFound } from "@/app/or-not-found";
import { destinationsQueries } from "@/components/destinations/api";
import { DestinationPage } from "@/components/destinations/destination-page";
import { Hydrate } from "@/components/shell/hydrate";
import { syncsQueries } from "@/components/syncs/api";
import { getDestination } from "@/lib/destinations/server/get-destination";
import { listNetworks } from "@/lib/destinations/server/list-networks";
import { listSyncs } from "@/lib/syncs/server/get-sync";
import { may } from "@/lib/workspaces/policy";
import { openPage } from "@/lib/workspaces/server/open-page";

type Props = { params: Promise<{ workspace: string; destinationId: string }> };

// Read once for the title and the page.
const findDestination = cache(getDestination);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
	return await nameTitle("Destination", async () =>
		findDestination(await openPage(params, "destinations.read"), (await params).destinationId),
	);
}

export default async function Page({
	params,
	searchParams,
}: Props & {
	searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
	const ctx = await openPage(params, "destinations.read");
	const { destinationId } = await params;
	const { change } = await searchParams;
	const destination = await orNotFound(findDestination(ctx, destinationId));
	// Where access was taken back, the form would not help.
	const mayChange = may(ctx.actor.role, "destinations.write") && !destination.needsReconnect;
	const [networks, syncs] = await Promise.all([listNetworks(ctx), listSyncs(ctx, { destinationId })]);
	return (
		<Hydrate
			queries={[
				[destinationsQueries.detail(destinationId).queryKey, destination],
				[destinationsQueries.networks().queryKey, networks],
				[syncsQueries.list({ destinationId }).queryKey, syncs],
			]}
		>
			<DestinationPage destinationId={destinationId} isChanging={mayChange && change === "connection"} />
		</Hydrate>
	);
}
