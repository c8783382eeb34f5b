import type { Delivery } from "@/lib/notifications/api";
import { type MailSettings, mailSettings } from "@/lib/platform/mail/mail-settings";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** Whether emails to members of this workspace can be sent. */
export async function getDelivery(
	ctx: Context,
	mail: MailSettings | null = mailSettings(),
): Promise<Delivery> {
	allow(ctx, "settings.read");
	return await readDelivery(ctx, mail);
}

/** For one member, or for the next recipient to be tried. Messages waiting for no one are not a problem. */
export async function readDelivery(
	ctx: Context,
	mail: MailSettings | null,
	userId?: string,
): Promise<Delivery> {
	const row = mail
		? await ctx.db.notificationRecipient.findFirst({
				where: {
					workspaceId: ctx.workspace.id,
					...(userId ? { userId } : {}),
					error: { not: null },
					notices: { some: { sentAt: null } },
				},
				select: { error: true, nextTryAt: true },
				orderBy: { nextTryAt: "asc" },
			})
		: null;
	return { problem: row?.error ?? null, nextTryAt: row?.nextTryAt?.toISOString() ?? null };
}
