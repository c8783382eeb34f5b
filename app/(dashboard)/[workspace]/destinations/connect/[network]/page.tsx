import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { destinationsQueries } from "@/components/destinations/api";
import { ConnectPage } from "@/components/destinations/connect-page";
import { Hydrate } from "@/components/shell/hydrate";
import { findNetwork } from "@/lib/destinations/registry";
import { listNetworks } from "@/lib/destinations/server/list-networks";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Connect a destination" };

export default async function Page({ params }: { params: Promise<{ workspace: string; network: string }> }) {
	const ctx = await openPage(params, "destinations.write");
	const { network } = await params;
	if (!findNetwork(network)) notFound();
	return (
		<Hydrate queries={[[destinationsQueries.networks().queryKey, await listNetworks(ctx)]]}>
			<ConnectPage networkSlug={network} />
		</Hydrate>
	);
}
