import { AppError } from "@/lib/kernel/app-error";
import type { OwnNotifications } from "@/lib/notifications/api";
import { choicesOf } from "@/lib/notifications/choices";
import { readDelivery } from "@/lib/notifications/server/get-delivery";
import { type MailSettings, mailSettings } from "@/lib/platform/mail/mail-settings";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** What the signed-in member gets by email from this workspace. */
export async function getNotifications(
	ctx: Context,
	mail: MailSettings | null = mailSettings(),
): Promise<OwnNotifications> {
	allow(ctx, "workspace.read");
	const userId = requireMember(ctx);
	const [user, stored, delivery] = await Promise.all([
		ctx.db.user.findUniqueOrThrow({ where: { id: userId }, select: { email: true } }),
		ctx.db.notificationRecipient.findUnique({
			where: { workspaceId_userId: { workspaceId: ctx.workspace.id, userId } },
			select: { attention: true, results: true },
		}),
		readDelivery(ctx, mail, userId),
	]);
	return {
		email: user.email,
		choices: choicesOf(stored, ctx.actor.role),
		sender: mail?.from ?? null,
		delivery,
	};
}

/** The member whose choices these are; keys get no email. */
export function requireMember({ actor }: Context): string {
	if (actor.kind === "user") return actor.id;
	throw new AppError("forbidden", "Only a signed-in member gets emails.");
}
