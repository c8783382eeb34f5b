import type { StoredList } from "@/lib/lists/contracts";
import { requireList, toList } from "@/lib/lists/server/list-row";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

export async function getList(ctx: Context, listId: string): Promise<StoredList> {
	allow(ctx, "lists.read");
	return toList(ctx, await requireList(ctx, ctx.db, listId));
}
