import type { Metadata } from "next";
import { liftQueries } from "@/components/lift/api";
import { LiftListPage } from "@/components/lift/lift-list-page";
import { Hydrate } from "@/components/shell/hydrate";
import { listLift } from "@/lib/lift/server/list-lift";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Lift" };

export default async function Page({ params }: { params: Promise<{ workspace: string }> }) {
	const ctx = await openPage(params, "campaigns.read");
	const lift = await listLift(ctx, { limit: 50 });
	return (
		<Hydrate queries={[[liftQueries.list().queryKey, lift]]}>
			<LiftListPage />
		</Hydrate>
	);
}
