import type { Transaction } from "@/lib/platform/postgres/database";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { endWorkspaceSessions } from "@/lib/workspaces/server/end-sessions";
import { lockMembership, refuseLastAdmin } from "@/lib/workspaces/server/lock-membership";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/**
 * Removes a person from the workspace; what they created stays, except their API keys, which are revoked by
 * default: the creator of a key may know its token. Their account remains for other workspaces.
 */
export async function removeMember(
	ctx: Context,
	input: { userId: string; apiKeys?: "revoke" | "keep" },
): Promise<{ userId: string; revokedApiKeys: number }> {
	allow(ctx, "settings.write");
	const { userId } = input;
	const revokedApiKeys = await ctx.db.$transaction(async (tx) => {
		const { role, adminCount } = await lockMembership(tx, ctx, userId);
		if (role === "admin" && adminCount === 1) throw refuseLastAdmin();
		await tx.workspaceMember.delete({
			where: { workspaceId_userId: { workspaceId: ctx.workspace.id, userId } },
		});
		await endWorkspaceSessions(tx, { userId, workspaceId: ctx.workspace.id });
		await recordAudit(tx, ctx, "member.removed", userId, { role });
		return input.apiKeys === "keep" ? 0 : await revokeKeysOf(tx, ctx, userId);
	});
	return { userId, revokedApiKeys };
}

async function revokeKeysOf(tx: Transaction, ctx: Context, userId: string): Promise<number> {
	const where = { workspaceId: ctx.workspace.id, createdById: userId, revokedAt: null };
	// A key one of these is creating right now is waited for here and then found below.
	await tx.$executeRaw`
		SELECT 1 FROM api_key WHERE workspace_id = ${ctx.workspace.id} AND created_by_id = ${userId} FOR UPDATE`;
	const keys = await tx.apiKey.findMany({ where, select: { id: true, name: true } });
	await tx.apiKey.updateMany({ where, data: { revokedAt: ctx.now } });
	for (const { id, name } of keys) {
		await recordAudit(tx, ctx, "api_key.revoked", id, { name, because: "its maker was removed" });
	}
	return keys.length;
}
