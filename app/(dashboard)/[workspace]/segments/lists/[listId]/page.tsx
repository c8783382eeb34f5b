import type { Metadata } from "next";
import { cache } from "react";
import { nameTitle } from "@/app/name-title";
import { orNotFound } from "@/app/or-not-found";
import { listsQueries } from "@/components/segments/lists/api";
import { ListPage } from "@/components/segments/lists/list-page";
import { Hydrate } from "@/components/shell/hydrate";
import { getList } from "@/lib/lists/server/get-list";
import { openPage } from "@/lib/workspaces/server/open-page";

type Props = { params: Promise<{ workspace: string; listId: string }> };

// Read once for the title and the page.
const findList = cache(getList);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
	return await nameTitle("List", async () =>
		findList(await openPage(params, "lists.read"), (await params).listId),
	);
}

export default async function Page({ params }: Props) {
	const ctx = await openPage(params, "lists.read");
	const { listId } = await params;
	const list = await orNotFound(findList(ctx, listId));
	return (
		<Hydrate queries={[[listsQueries.detail(listId).queryKey, list]]}>
			<ListPage listId={listId} />
		</Hydrate>
	);
}
