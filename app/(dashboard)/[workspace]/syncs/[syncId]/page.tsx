import type { Metadata } from "next";
import { cache } from "react";
import { nameTitle } from "@/app/name-title";
import { orNotFound } from "@/app/or-not-found";
import { Hydrate } from "@/components/shell/hydrate";
import { syncsQueries } from "@/components/syncs/api";
import { SyncPage } from "@/components/syncs/sync-page";
import { getSync } from "@/lib/syncs/server/get-sync";
import { listRuns } from "@/lib/syncs/server/list-runs";
import { openPage } from "@/lib/workspaces/server/open-page";

type Props = { params: Promise<{ workspace: string; syncId: string }> };

// Read once for the title and the page.
const findSync = cache(getSync);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
	return await nameTitle("Sync", async () =>
		findSync(await openPage(params, "syncs.read"), (await params).syncId),
	);
}

export default async function Page({ params }: Props) {
	const ctx = await openPage(params, "syncs.read");
	const { syncId } = await params;
	const sync = await orNotFound(findSync(ctx, syncId));
	const after = `${sync.lastRun?.id ?? "none"} ${sync.lastRun?.status ?? ""}`;
	const runs = await listRuns(ctx, syncId, { limit: 20 });
	return (
		<Hydrate
			queries={[
				[syncsQueries.detail(syncId).queryKey, sync],
				[syncsQueries.runs(syncId, after).queryKey, { pages: [runs], pageParams: [null] }],
			]}
		>
			<SyncPage syncId={syncId} />
		</Hydrate>
	);
}
