import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import { hashPassword } from "@/lib/platform/secrets/password";
import { newPassword } from "@/lib/platform/secrets/tokens";
import type { Member } from "@/lib/workspaces/api";
import type { Role } from "@/lib/workspaces/policy";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { toMember } from "@/lib/workspaces/server/list-members";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/**
 * Adds a person to the workspace. A new account gets a password that is returned once and never stored in the
 * clear; someone who already has an account keeps their own password and name.
 */
export async function inviteMember(
	ctx: Context,
	input: { name: string; email: string; role: Role },
): Promise<{ member: Member; oneTimePassword: string | null }> {
	allow(ctx, "settings.write");
	const password = newPassword();
	const passwordHash = await hashPassword(password);
	return await ctx.db.$transaction(async (tx) => {
		// Two simultaneous invitations of one address: the second waits here and then finds the account.
		await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`invite ${input.email}`}))`;
		const known = await tx.user.findUnique({ where: { email: input.email } });
		const user =
			known ??
			(await tx.user.create({
				data: { id: newId("usr"), email: input.email, name: input.name, passwordHash },
			}));
		const already = await tx.workspaceMember.findUnique({
			where: { workspaceId_userId: { workspaceId: ctx.workspace.id, userId: user.id } },
		});
		if (already) {
			throw new AppError(
				"conflict",
				`${input.email} is already a member. Change the role in the list instead.`,
				{
					issues: [{ path: "email", message: "is already a member" }],
				},
			);
		}
		const created = await tx.workspaceMember.create({
			data: { workspaceId: ctx.workspace.id, userId: user.id, role: input.role },
			include: { user: { select: { name: true, email: true } } },
		});
		await recordAudit(tx, ctx, "member.invited", user.id, { role: input.role });
		return { member: toMember(created), oneTimePassword: known ? null : password };
	});
}
