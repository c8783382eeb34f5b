import type { Metadata } from "next";
import { Hydrate } from "@/components/shell/hydrate";
import { syncsQueries } from "@/components/syncs/api";
import { SyncsPage } from "@/components/syncs/syncs-page";
import { listSyncs } from "@/lib/syncs/server/get-sync";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Syncs" };

export default async function Page({ params }: { params: Promise<{ workspace: string }> }) {
	const ctx = await openPage(params, "syncs.read");
	return (
		<Hydrate queries={[[syncsQueries.list().queryKey, await listSyncs(ctx, {})]]}>
			<SyncsPage />
		</Hydrate>
	);
}
