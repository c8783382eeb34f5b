import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { listsQueries } from "@/components/segments/lists/api";
import { ListPage } from "@/components/segments/lists/list-page";
import { Hydrate } from "@/components/shell/hydrate";
import { AppError } from "@/lib/kernel/app-error";
import { getList } from "@/lib/lists/server/get-list";
import { openPage } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "List" };

export default async function Page({ params }: { params: Promise<{ workspace: string; listId: string }> }) {
	const ctx = await openPage(params, "lists.read");
	const { listId } = await params;
	const list = await getList(ctx, listId).catch((error: unknown) => {
		if (error instanceof AppError && error.code === "not_found") notFound();
		throw error;
	});
	return (
		<Hydrate queries={[[listsQueries.detail(listId).queryKey, list]]}>
			<ListPage listId={listId} />
		</Hydrate>
	);
}
