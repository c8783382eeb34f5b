import type { Metadata } from "next";
import { orNotFound } from "@/app/or-not-found";
import { Hydrate } from "@/components/shell/hydrate";
import { traitsQueries } from "@/components/traits/api";
import { TraitPage } from "@/components/traits/trait-page";
import { getTrait } from "@/lib/traits/server/get-trait";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Computed trait" };

export default async function Page({ params }: { params: Promise<{ workspace: string; traitId: string }> }) {
	const ctx = await openPage(params, "traits.read");
	const { traitId } = await params;
	const trait = await orNotFound(getTrait(ctx, traitId));
	return (
		<Hydrate queries={[[traitsQueries.detail(traitId).queryKey, trait]]}>
			<TraitPage traitId={traitId} />
		</Hydrate>
	);
}
