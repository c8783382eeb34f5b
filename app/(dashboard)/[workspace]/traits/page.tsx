import type { Metadata } from "next";
import { Hydrate } from "@/components/shell/hydrate";
import { traitListQuery, traitsQueries } from "@/components/traits/api";
import { TraitsPage } from "@/components/traits/traits-page";
import { listTraits } from "@/lib/traits/server/list-traits";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Computed traits" };

export default async function Page({ params }: { params: Promise<{ workspace: string }> }) {
	const ctx = await openPage(params, "traits.read");
	const list = await listTraits(ctx, traitListQuery);
	return (
		<Hydrate queries={[[traitsQueries.list().queryKey, list]]}>
			<TraitsPage />
		</Hydrate>
	);
}
