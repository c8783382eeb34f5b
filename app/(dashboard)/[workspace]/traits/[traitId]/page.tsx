import type { Metadata } from "next";
import { answerSoon } from "@/app/answer-soon";
import { orNotFound } from "@/app/or-not-found";
import { Hydrate } from "@/components/shell/hydrate";
import { traitsQueries } from "@/components/traits/api";
import { TraitPage } from "@/components/traits/trait-page";
import { getDistribution } from "@/lib/traits/server/get-distribution";
import { getTrait } from "@/lib/traits/server/get-trait";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Computed trait" };

export default async function Page({ params }: { params: Promise<{ workspace: string; traitId: string }> }) {
	const ctx = await openPage(params, "traits.read");
	const { traitId } = await params;
	const trait = await orNotFound(getTrait(ctx, traitId));
	const spread = trait.servedVersion === null ? undefined : await answerSoon(getDistribution(ctx, traitId));
	return (
		<Hydrate
			queries={[
				[traitsQueries.detail(traitId).queryKey, trait],
				...(spread ? [[traitsQueries.distribution(traitId, trait.asOf).queryKey, spread] as const] : []),
			]}
		>
			<TraitPage traitId={traitId} />
		</Hydrate>
	);
}
