import { AppError } from "@/lib/kernel/app-error";
import type { StoredList } from "@/lib/lists/contracts";
import { findListUsers } from "@/lib/lists/server/find-list-users";
import { requireList, toList } from "@/lib/lists/server/list-row";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** Archives a list. Refused while a segment's rule names it. */
export async function archiveList(ctx: Context, listId: string): Promise<StoredList> {
	allow(ctx, "lists.write");
	const before = await requireList(ctx, ctx.db, listId);
	if (before.archivedAt) return toList(ctx, before);
	const row = await ctx.db.$transaction(async (tx) => {
		const users = await findListUsers(tx, ctx, listId);
		if (users.length > 0) {
			const names = users.map(({ name }) => name).join(", ");
			throw new AppError("precondition", `Still used by ${names}: change or archive that first.`);
		}
		const { count } = await tx.storedList.updateMany({
			where: { id: listId, archivedAt: null },
			data: { archivedAt: ctx.now, updatedAt: ctx.now },
		});
		if (count > 0) await recordAudit(tx, ctx, "list.archived", listId, { name: before.name });
		return requireList(ctx, tx, listId);
	});
	return toList(ctx, row);
}
