import { AppError } from "@/lib/kernel/app-error";
import { hashPassword, isPassword } from "@/lib/platform/secrets/password";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** Changes the signed-in user's password; API keys have none. */
export async function changeOwnPassword(
	ctx: Context,
	input: { current: string; next: string },
): Promise<{ changedAt: string }> {
	allow(ctx, "workspace.read");
	if (ctx.actor.kind !== "user") {
		throw new AppError("forbidden", "Only a signed-in person has a password to change.");
	}
	const user = await ctx.db.user.findUniqueOrThrow({ where: { id: ctx.actor.id } });
	if (!(await isPassword(input.current, user.passwordHash))) {
		throw new AppError("invalid", "The current password is not right; nothing was changed.", {
			issues: [{ path: "current", message: "is not your current password" }],
		});
	}
	const passwordHash = await hashPassword(input.next);
	await ctx.db.$transaction(async (tx) => {
		await tx.user.update({ where: { id: user.id }, data: { passwordHash } });
		await recordAudit(tx, ctx, "member.password_changed", user.id);
	});
	return { changedAt: ctx.now.toISOString() };
}
