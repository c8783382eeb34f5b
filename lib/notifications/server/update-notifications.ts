import type { OwnNotifications } from "@/lib/notifications/api";
import type { NotificationChoices } from "@/lib/notifications/choices";
import { getNotifications, requireMember } from "@/lib/notifications/server/get-notifications";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

type Change = { [Name in keyof NotificationChoices]?: NotificationChoices[Name] | undefined };

/** Changes what the signed-in member gets. Waiting notices they no longer want are not sent. */
export async function updateNotifications(ctx: Context, input: Change): Promise<OwnNotifications> {
	allow(ctx, "workspace.read");
	const key = { workspaceId: ctx.workspace.id, userId: requireMember(ctx) };
	const change = {
		...(input.attention === undefined ? {} : { attention: input.attention }),
		...(input.results === undefined ? {} : { results: input.results }),
	};
	if (Object.keys(change).length > 0) {
		await ctx.db.$transaction(async (tx) => {
			await tx.notificationRecipient.upsert({
				where: { workspaceId_userId: key },
				create: { ...key, ...change },
				update: change,
			});
			const unwanted = [
				...(input.attention === false ? ["attention", "resolved"] : []),
				...(input.results === "none" ? ["results"] : []),
			];
			await tx.notice.deleteMany({ where: { ...key, topic: { in: unwanted }, sentAt: null } });
			await recordAudit(tx, ctx, "notifications.changed", key.userId, change);
		});
	}
	return await getNotifications(ctx);
}
