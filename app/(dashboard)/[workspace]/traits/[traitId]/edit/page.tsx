import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { catalogQueries } from "@/components/segments/api";
import { Hydrate } from "@/components/shell/hydrate";
import { traitsQueries } from "@/components/traits/api";
import { EditTraitPage } from "@/components/traits/edit-trait-page";
import { AppError } from "@/lib/kernel/app-error";
import { getCatalog } from "@/lib/rules/server/get-catalog";
import { getTrait } from "@/lib/traits/server/get-trait";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Edit computed trait" };

export default async function Page({ params }: { params: Promise<{ workspace: string; traitId: string }> }) {
	const ctx = await openPage(params, "traits.write");
	const { traitId } = await params;
	const [trait, names] = await Promise.all([getTrait(ctx, traitId), getCatalog(ctx)]).catch(
		(error: unknown) => {
			if (error instanceof AppError && error.code === "not_found") notFound();
			throw error;
		},
	);
	if (trait.state === "archived") notFound();
	return (
		<Hydrate
			queries={[
				[traitsQueries.detail(traitId).queryKey, trait],
				[catalogQueries.all().queryKey, names],
			]}
		>
			<EditTraitPage traitId={traitId} openedAt={ctx.now.toISOString()} />
		</Hydrate>
	);
}
