import type { Metadata } from "next";
import { listsQueries } from "@/components/segments/lists/api";
import { ListsPage } from "@/components/segments/lists/lists-page";
import { Hydrate } from "@/components/shell/hydrate";
import { listLists } from "@/lib/lists/server/list-lists";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Lists" };

export default async function Page({ params }: { params: Promise<{ workspace: string }> }) {
	const ctx = await openPage(params, "lists.read");
	return (
		<Hydrate queries={[[listsQueries.all().queryKey, await listLists(ctx)]]}>
			<ListsPage />
		</Hydrate>
	);
}
