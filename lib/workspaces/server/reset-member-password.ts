import { AppError } from "@/lib/kernel/app-error";
import { hashPassword } from "@/lib/platform/secrets/password";
import { newPassword } from "@/lib/platform/secrets/tokens";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { endAllSessions } from "@/lib/workspaces/server/end-sessions";
import { lockMembership } from "@/lib/workspaces/server/lock-membership";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/**
 * A new password for a member, returned once; their sessions end. Refused for accounts that other workspaces
 * trust as well, and for oneself: that would change a password without knowing the current one.
 */
export async function resetMemberPassword(
	ctx: Context,
	input: { userId: string },
): Promise<{ oneTimePassword: string }> {
	allow(ctx, "settings.write");
	if (ctx.actor.kind === "user" && ctx.actor.id === input.userId) {
		throw new AppError("precondition", "Change your own password from the menu under your name.");
	}
	const password = newPassword();
	const passwordHash = await hashPassword(password);
	await ctx.db.$transaction(async (tx) => {
		await lockMembership(tx, ctx, input.userId);
		const elsewhere = await tx.workspaceMember.count({
			where: { userId: input.userId, workspaceId: { not: ctx.workspace.id } },
		});
		if (elsewhere > 0) {
			throw new AppError(
				"precondition",
				"This person is a member of another workspace too, so no single workspace may reset the password. They can change it themselves from the menu under their name.",
			);
		}
		await tx.user.update({ where: { id: input.userId }, data: { passwordHash } });
		await endAllSessions(tx, input.userId);
		await recordAudit(tx, ctx, "member.password_reset", input.userId);
	});
	return { oneTimePassword: password };
}
