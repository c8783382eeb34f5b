import type { Issue } from "@/lib/kernel/app-error";
import type { Transaction } from "@/lib/platform/postgres/database";
import type { Context } from "@/lib/workspaces/server/context";

/** Why a campaign cannot be delivered at a destination: there is none of this id, or it was disconnected. */
export async function checkDestination(ctx: Context, tx: Transaction, id: string): Promise<Issue[]> {
	const where = { id, workspaceId: ctx.workspace.id, archivedAt: null };
	if ((await tx.destination.count({ where })) > 0) return [];
	return [{ path: "destinationId", message: "This destination does not exist." }];
}
