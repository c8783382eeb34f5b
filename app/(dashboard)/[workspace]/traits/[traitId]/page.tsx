import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { answerSoon } from "@/app/answer-soon";
import { Hydrate } from "@/components/shell/hydrate";
import { traitsQueries } from "@/components/traits/api";
import { TraitPage } from "@/components/traits/trait-page";
import { AppError } from "@/lib/kernel/app-error";
import { getDistribution } from "@/lib/traits/server/get-distribution";
import { getTrait } from "@/lib/traits/server/get-trait";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Computed trait" };

export default async function Page({ params }: { params: Promise<{ workspace: string; traitId: string }> }) {
	const ctx = await openPage(params, "traits.read");
	const { traitId } = await params;
	const trait = await getTrait(ctx, traitId).catch((error: unknown) => {
		if (error instanceof AppError && error.code === "not_found") notFound();
		throw error;
	});
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
