import type { Metadata } from "next";
import { orNotFound } from "@/app/or-not-found";
import { listsQueries } from "@/components/segments/lists/api";
import { ListPage } from "@/components/segments/lists/list-page";
import { Hydrate } from "@/components/shell/hydrate";
import { getList } from "@/lib/lists/server/get-list";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "List" };

export default async function Page({ params }: { params: Promise<{ workspace: string; listId: string }> }) {
	const ctx = await openPage(params, "lists.read");
	const { listId } = await params;
	const list = await orNotFound(getList(ctx, listId));
	return (
		<Hydrate queries={[[listsQueries.detail(listId).queryKey, list]]}>
			<ListPage listId={listId} />
		</Hydrate>
	);
}
