import type { Metadata } from "next";
import { cache } from "react";
import { answerSoon } from "@/app/answer-soon";
import { nameTitle } from "@/app/name-title";
import { orNotFound } from "@/app/or-not-found";
import { Hydrate } from "@/components/shell/hydrate";
import { movesDays, traitsQueries } from "@/components/traits/api";
import { TraitPage } from "@/components/traits/trait-page";
import { getDistribution } from "@/lib/traits/server/get-distribution";
import { getTrait } from "@/lib/traits/server/get-trait";
import { listMoves } from "@/lib/traits/server/list-moves";
import { openPage } from "@/lib/workspaces/server/open-page";

type Props = { params: Promise<{ workspace: string; traitId: string }> };

// Read once for the title and the page.
const findTrait = cache(getTrait);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
	return await nameTitle("Computed trait", async () =>
		findTrait(await openPage(params, "traits.read"), (await params).traitId),
	);
}

export default async function Page({ params }: Props) {
	const ctx = await openPage(params, "traits.read");
	const { traitId } = await params;
	const trait = await orNotFound(findTrait(ctx, traitId));
	const isServed = trait.servedVersion !== null && trait.state !== "archived";
	const [spread, moves] = await Promise.all([
		isServed ? answerSoon(getDistribution(ctx, traitId)) : undefined,
		isServed && trait.kind === "stage" ? answerSoon(listMoves(ctx, traitId, { days: movesDays })) : undefined,
	]);
	return (
		<Hydrate
			queries={[
				[traitsQueries.detail(traitId).queryKey, trait],
				...(spread ? [[traitsQueries.distribution(traitId, trait.asOf).queryKey, spread] as const] : []),
				...(moves ? [[traitsQueries.moves(traitId, trait.asOf).queryKey, moves] as const] : []),
			]}
		>
			<TraitPage traitId={traitId} />
		</Hydrate>
	);
}
