import { AppError } from "@/lib/kernel/app-error";
import { type StoredList, type UpdateListInput, updateListInput } from "@/lib/lists/contracts";
import { requestRefresh } from "@/lib/lists/server/enqueue-due-lists";
import { requireOpenList, toList } from "@/lib/lists/server/list-row";
import { requireSelect } from "@/lib/lists/server/read-selected";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/**
 * Renames a list; changes its SELECT or refresh schedule, which only an admin may. A new SELECT runs soon.
 */
export async function updateList(ctx: Context, listId: string, given: UpdateListInput): Promise<StoredList> {
	const { name, sql, refreshEveryMinutes } = updateListInput.parse(given);
	const isOfSelect = sql !== undefined || refreshEveryMinutes !== undefined;
	allow(ctx, isOfSelect ? "selects.write" : "lists.write");
	const before = await requireOpenList(ctx, ctx.db, listId);
	if (isOfSelect && before.kind !== "sql") {
		throw new AppError("precondition", "This list comes from a file; it has no SELECT.");
	}
	if (sql !== undefined) await requireSelect(ctx, sql);
	const row = await ctx.db.$transaction(async (tx) => {
		const changed = await tx.storedList.update({
			where: { id: listId },
			data: {
				...(name === undefined ? {} : { name }),
				...(sql === undefined ? {} : { sql }),
				...(refreshEveryMinutes === undefined ? {} : { refreshEveryMinutes }),
				updatedAt: ctx.now,
			},
		});
		await recordAudit(tx, ctx, "list.updated", listId, { name: changed.name, sqlChanged: sql !== undefined });
		if (sql !== undefined) await requestRefresh(ctx.workspace.id, listId, tx);
		return changed;
	});
	return toList(ctx, row);
}
