import { newId } from "@/lib/kernel/ids";
import { type CreateListInput, createListInput, type StoredList } from "@/lib/lists/contracts";
import { requestRefresh } from "@/lib/lists/server/enqueue-due-lists";
import { toList } from "@/lib/lists/server/list-row";
import { requireSelect } from "@/lib/lists/server/read-selected";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** A new list: empty, awaiting a file; or of the people a SELECT returns, which only an admin may write. */
export async function createList(ctx: Context, given: CreateListInput): Promise<StoredList> {
	const input = createListInput.parse(given);
	allow(ctx, input.kind === "sql" ? "selects.write" : "lists.write");
	if (input.kind === "sql") await requireSelect(ctx, input.sql);
	const id = newId("lst", ctx.now.getTime());
	const row = await ctx.db.$transaction(async (tx) => {
		const created = await tx.storedList.create({
			data: {
				id,
				workspaceId: ctx.workspace.id,
				name: input.name,
				kind: input.kind,
				sql: input.kind === "sql" ? input.sql : null,
				refreshEveryMinutes: input.kind === "sql" ? input.refreshEveryMinutes : null,
				createdBy: ctx.actor.id,
				createdName: ctx.actor.name,
				createdAt: ctx.now,
				updatedAt: ctx.now,
			},
		});
		await recordAudit(tx, ctx, "list.created", id, { name: input.name, kind: input.kind });
		if (input.kind === "sql") await requestRefresh(ctx.workspace.id, id, tx);
		return created;
	});
	return toList(ctx, row);
}
