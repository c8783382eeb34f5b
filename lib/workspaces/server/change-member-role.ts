import type { Member } from "@/lib/workspaces/api";
import type { Role } from "@/lib/workspaces/policy";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { endWorkspaceSessions } from "@/lib/workspaces/server/end-sessions";
import { toMember } from "@/lib/workspaces/server/list-members";
import { lockMembership, refuseLastAdmin } from "@/lib/workspaces/server/lock-membership";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** Changes a member's role. It takes effect at once, and they must sign in again. */
export async function changeMemberRole(ctx: Context, input: { userId: string; role: Role }): Promise<Member> {
	allow(ctx, "settings.write");
	return await ctx.db.$transaction(async (tx) => {
		const { role, adminCount } = await lockMembership(tx, ctx, input.userId);
		if (role === "admin" && input.role !== "admin" && adminCount === 1) throw refuseLastAdmin();
		const updated = await tx.workspaceMember.update({
			where: { workspaceId_userId: { workspaceId: ctx.workspace.id, userId: input.userId } },
			data: { role: input.role },
			include: { user: { select: { name: true, email: true } } },
		});
		if (role !== input.role) {
			await endWorkspaceSessions(tx, { userId: input.userId, workspaceId: ctx.workspace.id });
			await recordAudit(tx, ctx, "member.role_changed", input.userId, { from: role, to: input.role });
		}
		return toMember(updated);
	});
}
