import type { Metadata } from "next";
import { orNotFound } from "@/app/or-not-found";
import { Hydrate } from "@/components/shell/hydrate";
import { syncsQueries } from "@/components/syncs/api";
import { SyncPage } from "@/components/syncs/sync-page";
import { getSync } from "@/lib/syncs/server/get-sync";
import { listRuns } from "@/lib/syncs/server/list-runs";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Sync" };

export default async function Page({ params }: { params: Promise<{ workspace: string; syncId: string }> }) {
	const ctx = await openPage(params, "syncs.read");
	const { syncId } = await params;
	const sync = await orNotFound(getSync(ctx, syncId));
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
