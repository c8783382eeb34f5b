import { AppError } from "@/lib/kernel/app-error";
import { findDueLooks } from "@/lib/notifications/server/find-due-looks";
import { lookAtAttention } from "@/lib/notifications/server/look-at-attention";
import { lookAtResults } from "@/lib/notifications/server/look-at-results";
import { sendAlerts } from "@/lib/notifications/server/send-alerts";
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
 * Emails members their news and posts alerts to channels. Without a mail server no one is emailed; a few queries
 * when there is no news. A workspace that cannot be checked does not hold up the others, nor what waits to be
 * sent.
 */
export async function sendNotifications(options: Options = {}): Promise<void> {
	const { now = new Date(), mail = mailSettings(), signal, workspaceId } = options;
	const looks = await findDueLooks(database(), now, workspaceId, mail !== null);
	let failed = 0;
	for (const look of looks) {
		if (signal?.aborted) return;
		try {
			if (look.topic === "attention") await lookAtAttention(look, now, mail !== null);
			else await lookAtResults(look, now, signal);
		} catch (error) {
			failed += 1;
			log.error("notifications.look_failed", { ...look, error });
		}
	}
	const sending = { now, ...(signal ? { signal } : {}), ...(workspaceId ? { workspaceId } : {}) };
	if (mail) await sendWaiting(mail, sending);
	await sendAlerts(sending);
	if (failed > 0)
		throw new AppError("internal", `${failed} of ${looks.length} workspaces could not be looked at.`);
}
