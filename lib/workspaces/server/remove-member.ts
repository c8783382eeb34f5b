import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { endWorkspaceSessions } from "@/lib/workspaces/server/end-sessions";
import { lockMembership, refuseLastAdmin } from "@/lib/workspaces/server/lock-membership";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** Takes a person out of the workspace; what they made stays. Their account lives on for other workspaces. */
export async function removeMember(ctx: Context, input: { userId: string }): Promise<{ userId: string }> {
	allow(ctx, "settings.write");
	await ctx.db.$transaction(async (tx) => {
		const { role, adminCount } = await lockMembership(tx, ctx, input.userId);
		if (role === "admin" && adminCount === 1) throw refuseLastAdmin();
		await tx.workspaceMember.delete({
			where: { workspaceId_userId: { workspaceId: ctx.workspace.id, userId: input.userId } },
		});
		await endWorkspaceSessions(tx, { userId: input.userId, workspaceId: ctx.workspace.id });
		await recordAudit(tx, ctx, "member.removed", input.userId, { role });
	});
	return { userId: input.userId };
}
