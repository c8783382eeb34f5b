import { decideNotices, type KeptNotice, type NoticeText } from "@/lib/notifications/decide-notices";
import type { Transaction } from "@/lib/platform/postgres/database";

type Channel = { workspaceId: string; kind: string };
type Kept = KeptNotice & Pick<NoticeText, "title" | "path">;

/** Writes what a channel is told next. What waits with the same text keeps its age. */
export async function noteAlerts(
	tx: Transaction,
	channel: Channel,
	items: readonly NoticeText[],
	now: Date,
): Promise<void> {
	const own = { ...channel, topic: "attention" };
	const kept = await tx.alert.findMany({
		where: own,
		select: { cause: true, title: true, path: true, sentAt: true, goneAt: true },
	});
	const { write, gone, back, resolved, forget } = decideNotices(items, kept, now);
	const written = write.map(({ cause }) => cause);
	await tx.alert.deleteMany({ where: { ...own, cause: { in: forget } } });
	await tx.alert.updateMany({ where: { ...own, cause: { in: gone } }, data: { goneAt: now } });
	await tx.alert.updateMany({ where: { ...own, cause: { in: back } }, data: { goneAt: null } });
	// What came back before anyone was told that it is resolved is not resolved.
	await tx.alert.deleteMany({ where: { ...channel, topic: "resolved", cause: { in: written } } });
	await writeAlerts(tx, channel, "resolved", resolvedTexts(kept, resolved), now);
	await writeAlerts(tx, channel, "attention", write, now);
}

/** What is said of causes that are resolved. */
export function resolvedTexts(kept: readonly Kept[], resolved: readonly string[]): NoticeText[] {
	return kept
		.filter(({ cause }) => resolved.includes(cause))
		.map(({ cause, title, path, goneAt }) => ({
			cause,
			title,
			detail: goneAt
				? `No longer the case since ${goneAt.toISOString().slice(0, 16).replace("T", " ")} UTC.`
				: "",
			path,
		}));
}

async function writeAlerts(
	tx: Transaction,
	{ workspaceId, kind }: Channel,
	topic: "attention" | "resolved",
	alerts: readonly NoticeText[],
	now: Date,
): Promise<void> {
	if (alerts.length === 0) return;
	const column = (name: keyof NoticeText) => alerts.map((alert) => alert[name]);
	await tx.$executeRaw`
		INSERT INTO alert (workspace_id, kind, topic, cause, title, detail, path, position, found_at)
		SELECT ${workspaceId}, ${kind}, ${topic}, cause, title, detail, path, position, ${now}::timestamptz
		FROM unnest(${column("cause")}::text[], ${column("title")}::text[], ${column("detail")}::text[],
			${column("path")}::text[]) WITH ORDINALITY AS given (cause, title, detail, path, position)
		ON CONFLICT (workspace_id, kind, topic, cause) DO UPDATE SET
			title = EXCLUDED.title, detail = EXCLUDED.detail, path = EXCLUDED.path, position = EXCLUDED.position, sent_at = NULL, gone_at = NULL,
			found_at = CASE WHEN alert.sent_at IS NULL AND alert.title = EXCLUDED.title AND alert.detail = EXCLUDED.detail
				THEN alert.found_at ELSE EXCLUDED.found_at END`;
}
