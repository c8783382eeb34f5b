import { AppError } from "@/lib/kernel/app-error";
import type { Transaction } from "@/lib/platform/postgres/database";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * A membership, with all of the workspace's memberships locked until the transaction ends, so that two admins
 * cannot demote each other at the same moment and leave no admin.
 */
export async function lockMembership(
	tx: Transaction,
	ctx: Context,
	userId: string,
): Promise<{ role: string; adminCount: number }> {
	const rows = await tx.$queryRaw<{ user_id: string; role: string }[]>`
		SELECT user_id, role FROM workspace_member WHERE workspace_id = ${ctx.workspace.id} ORDER BY user_id FOR UPDATE`;
	const found = rows.find((row) => row.user_id === userId);
	if (!found) throw new AppError("not_found", "This person is not a member of the workspace.");
	return { role: found.role, adminCount: rows.filter((row) => row.role === "admin").length };
}

export function refuseLastAdmin(): AppError {
	return new AppError(
		"precondition",
		"This is the last admin; without one no one could manage the workspace. Make someone else an admin first.",
	);
}
