import type { Metadata } from "next";
import { catalogQueries } from "@/components/segments/api";
import { Hydrate } from "@/components/shell/hydrate";
import { NewTraitPage } from "@/components/traits/new-trait-page";
import { getCatalog } from "@/lib/rules/server/get-catalog";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "New computed trait" };

export default async function Page({ params }: { params: Promise<{ workspace: string }> }) {
	const ctx = await openPage(params, "traits.write");
	return (
		<Hydrate queries={[[catalogQueries.all().queryKey, await getCatalog(ctx)]]}>
			<NewTraitPage openedAt={ctx.now.toISOString()} />
		</Hydrate>
	);
}
