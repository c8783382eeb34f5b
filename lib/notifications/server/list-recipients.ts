import { choicesOf, type NotificationChoices } from "@/lib/notifications/choices";
import { database } from "@/lib/platform/postgres/database";
import { isRole, type Role } from "@/lib/workspaces/policy";

export type Recipient = { userId: string; role: Role; choices: NotificationChoices };

/** Every member of a workspace with what they get. */
export async function listRecipients(workspaceId: string): Promise<Recipient[]> {
	const rows = await database().workspaceMember.findMany({
		where: { workspaceId },
		select: {
			userId: true,
			role: true,
			notifications: { select: { attention: true, results: true } },
		},
		orderBy: { userId: "asc" },
	});
	return rows.flatMap(({ userId, role, notifications }) =>
		isRole(role) ? [{ userId, role, choices: choicesOf(notifications, role) }] : [],
	);
}
