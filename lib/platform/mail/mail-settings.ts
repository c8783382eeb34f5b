import { env } from "@/lib/platform/env";

/** The mail server and the sender of emails. */
export type MailSettings = { url: string; from: string };

/** From this installation's environment; null while it names no mail server. */
export function mailSettings(): MailSettings | null {
	const { MUSTER_SMTP_URL: url, MUSTER_MAIL_FROM: from } = env;
	return url && from ? { url, from } : null;
}
