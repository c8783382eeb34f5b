import type { StoredList } from "@/lib/lists/contracts";
import { requireList, toList } from "@/lib/lists/server/list-row";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** Takes a list out of the archive with the people it had: rules can name it again. */
export async function restoreList(ctx: Context, listId: string): Promise<StoredList> {
	allow(ctx, "lists.write");
	const before = await requireList(ctx, ctx.db, listId);
	if (!before.archivedAt) return toList(ctx, before);
	const row = await ctx.db.$transaction(async (tx) => {
		const restored = await tx.storedList.update({
			where: { id: listId },
			data: { archivedAt: null, updatedAt: ctx.now },
		});
		await recordAudit(tx, ctx, "list.restored", listId, { name: restored.name });
		return restored;
	});
	return toList(ctx, row);
}
