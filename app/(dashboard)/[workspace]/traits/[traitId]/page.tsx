import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Hydrate } from "@/components/shell/hydrate";
import { traitsQueries } from "@/components/traits/api";
import { TraitPage } from "@/components/traits/trait-page";
import { AppError } from "@/lib/kernel/app-error";
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
	return (
		<Hydrate queries={[[traitsQueries.detail(traitId).queryKey, trait]]}>
			<TraitPage traitId={traitId} />
		</Hydrate>
	);
}
