import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import type { StoredList } from "@/lib/lists/contracts";
import { addToBuild, serveBuild } from "@/lib/lists/server/list-builds";
import { requireOpenList, toList } from "@/lib/lists/server/list-row";
import { readSelected } from "@/lib/lists/server/read-selected";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const leaseMinutes = 5;

/**
 * Runs a list's SELECT and switches to its result. When it can no longer run, or exceeds its limits, the list
 * keeps its people and shows since when and why.
 */
export async function refreshList(ctx: Context, listId: string): Promise<StoredList> {
	allow(ctx, "selects.write");
	const list = await requireOpenList(ctx, ctx.db, listId);
	if (list.kind !== "sql" || list.sql === null) {
		throw new AppError("precondition", "This list comes from a file; upload a newer file instead.");
	}
	const owner = newId("lst");
	const claimed = await ctx.db.$executeRaw`
		UPDATE stored_list SET lease_owner = ${owner}, lease_until = now() + make_interval(mins => ${leaseMinutes})
		WHERE id = ${listId} AND (lease_until IS NULL OR lease_until < now())`;
	if (claimed === 0)
		throw new AppError("conflict", "This list is being refreshed already.", { retryable: true });
	const build = newId("lst");
	const asOf = new Date();
	try {
		for await (const uids of readSelected(ctx, list.sql)) await addToBuild(ctx, { listId, build }, uids);
		await serveBuild(ctx, { listId, build }, { isAppending: false, unmatched: null, asOf });
	} catch (error) {
		// Errors the SELECT itself causes are reported; those that may go away are retried.
		const isPassing = !(error instanceof AppError) || error.code === "upstream" || error.code === "conflict";
		const isReported = error instanceof AppError && error.code !== "internal";
		const restMs = isPassing ? 60_000 : (list.refreshEveryMinutes ?? 60) * 60_000;
		await ctx.db.storedList.update({
			where: { id: listId },
			data: {
				staleReason: isReported ? error.message : "Something went wrong inside Muster.",
				nextTryAt: new Date(Date.now() + restMs),
				updatedAt: new Date(),
			},
		});
		if (isPassing) throw error;
	} finally {
		await ctx.db.storedList.updateMany({
			where: { id: listId, leaseOwner: owner },
			data: { leaseOwner: null, leaseUntil: null },
		});
	}
	return toList(ctx, await requireOpenList(ctx, ctx.db, listId));
}
