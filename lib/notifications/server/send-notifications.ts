import { AppError } from "@/lib/kernel/app-error";
import { findDueLooks } from "@/lib/notifications/server/find-due-looks";
import { lookAtAttention } from "@/lib/notifications/server/look-at-attention";
import { lookAtResults } from "@/lib/notifications/server/look-at-results";
import { sendWaiting } from "@/lib/notifications/server/send-waiting";
import { log } from "@/lib/platform/log";
import { type MailSettings, mailSettings } from "@/lib/platform/mail/mail-settings";
import { database } from "@/lib/platform/postgres/database";

type Options = {
	now?: Date;
	mail?: MailSettings | null;
	signal?: AbortSignal;
	/** All workspaces if missing. */
	workspaceId?: string;
};

/**
 * Emails members their news. Does nothing without a mail server; two queries when there is no news. A
 * workspace that cannot be checked does not hold up the others, nor what waits to be sent.
 */
export async function sendNotifications(options: Options = {}): Promise<void> {
	const { now = new Date(), mail = mailSettings(), signal, workspaceId } = options;
	if (!mail) return;
	const looks = await findDueLooks(database(), now, workspaceId);
	let failed = 0;
	for (const look of looks) {
		if (signal?.aborted) return;
		try {
			if (look.topic === "attention") await lookAtAttention(look, now);
			else await lookAtResults(look, now, signal);
		} catch (error) {
			failed += 1;
			log.error("notifications.look_failed", { ...look, error });
		}
	}
	await sendWaiting(mail, {
		now,
		...(signal ? { signal } : {}),
		...(workspaceId ? { workspaceId } : {}),
	});
	if (failed > 0)
		throw new AppError("internal", `${failed} of ${looks.length} workspaces could not be looked at.`);
}
