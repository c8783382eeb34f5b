import type { Topic } from "@/lib/notifications/choices";
import type { NoticeText } from "@/lib/notifications/decide-notices";
import type { Transaction } from "@/lib/platform/postgres/database";

/** Writes the contents of a member's next email. A waiting notice with the same text keeps its age. */
export async function writeNotices(
	tx: Transaction,
	to: { workspaceId: string; userId: string },
	topic: Topic,
	notices: readonly NoticeText[],
	now: Date,
): Promise<void> {
	if (notices.length === 0) return;
	await tx.notificationRecipient.createMany({ data: { ...to }, skipDuplicates: true });
	const column = (name: keyof NoticeText) => notices.map((notice) => notice[name]);
	await tx.$executeRaw`
		INSERT INTO notice (workspace_id, user_id, topic, cause, title, detail, path, position, found_at)
		SELECT ${to.workspaceId}, ${to.userId}, ${topic}, cause, title, detail, path, position, ${now}::timestamptz
		FROM unnest(${column("cause")}::text[], ${column("title")}::text[], ${column("detail")}::text[],
			${column("path")}::text[]) WITH ORDINALITY AS given (cause, title, detail, path, position)
		ON CONFLICT (workspace_id, user_id, topic, cause) DO UPDATE SET
			title = EXCLUDED.title, detail = EXCLUDED.detail, path = EXCLUDED.path, position = EXCLUDED.position, sent_at = NULL, gone_at = NULL,
			found_at = CASE WHEN notice.sent_at IS NULL AND notice.title = EXCLUDED.title AND notice.detail = EXCLUDED.detail
				THEN notice.found_at ELSE EXCLUDED.found_at END`;
}
