import type { Metadata } from "next";
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

export const metadata: Metadata = { title: "Destination" };

export default async function Page({
	params,
	searchParams,
}: {
	params: Promise<{ workspace: string; destinationId: string }>;
	searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
	const ctx = await openPage(params, "destinations.read");
	const { destinationId } = await params;
	const { change } = await searchParams;
	const mayChange = may(ctx.actor.role, "destinations.write");
	const destination = await orNotFound(getDestination(ctx, destinationId));
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
