import type { StoredList } from "@/lib/lists/contracts";
import { requireList, toList } from "@/lib/lists/server/list-row";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** Restores an archived list with the people it had: rules can name it again. */
export async function restoreList(ctx: Context, listId: string): Promise<StoredList> {
	allow(ctx, "lists.write");
	const row = await ctx.db.$transaction(async (tx) => {
		const { name } = await requireList(ctx, tx, listId);
		const { count } = await tx.storedList.updateMany({
			where: { id: listId, archivedAt: { not: null } },
			data: { archivedAt: null, updatedAt: ctx.now },
		});
		if (count > 0) await recordAudit(tx, ctx, "list.restored", listId, { name });
		return requireList(ctx, tx, listId);
	});
	return toList(ctx, row);
}
