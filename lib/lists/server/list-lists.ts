import type { StoredList } from "@/lib/lists/contracts";
import { toLists } from "@/lib/lists/server/list-row";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** Every list that is not archived, by name. */
export async function listLists(ctx: Context): Promise<{ items: StoredList[] }> {
	allow(ctx, "lists.read");
	const rows = await ctx.db.storedList.findMany({
		where: { workspaceId: ctx.workspace.id, archivedAt: null },
		orderBy: [{ name: "asc" }, { id: "asc" }],
	});
	return { items: await toLists(ctx, rows) };
}
