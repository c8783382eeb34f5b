import { createTransport, type NodemailerError } from "nodemailer";
import { MailError } from "@/lib/platform/mail/mail-error";
import type { MailSettings } from "@/lib/platform/mail/mail-settings";

export type Mail = {
	to: string;
	subject: string;
	text: string;
	html: string;
	/** The same for the same email, so that a recipient can recognize a repeat. */
	messageId?: string;
	/** Where to choose to get no more of them. */
	unsubscribeUrl: string;
};

/** How long to wait for a silent server. */
const quietMs = 10_000;
/** For one email altogether. */
const longestMs = 30_000;

/** Hands an email to the mail server and returns its response; throws MailError when it was not accepted. */
export async function sendMail({ url, from }: MailSettings, mail: Mail): Promise<string> {
	const transport = createTransport({
		url,
		connectionTimeout: quietMs,
		greetingTimeout: quietMs,
		socketTimeout: quietMs,
		// The content is text: no file and no URL is read in its place.
		disableFileAccess: true,
		disableUrlAccess: true,
	});
	try {
		const { response } = await transport.sendMail({
			from,
			to: { name: "", address: mail.to },
			subject: mail.subject,
			text: mail.text,
			html: mail.html,
			...(mail.messageId ? { messageId: mail.messageId } : {}),
			headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
			list: { unsubscribe: mail.unsubscribeUrl },
			signal: AbortSignal.timeout(longestMs),
		});
		return response;
	} catch (error) {
		throw refusalOf(error as NodemailerError, new URL(url).host);
	} finally {
		transport.close();
	}
}

/** Nodemailer's codes in words. They quote the server's answer, never the sign-in. */
function refusalOf(error: NodemailerError, server: string): MailError {
	const said = (error.response ?? error.message).replace(/\s+/g, " ").trim().slice(0, 300);
	switch (error.code) {
		case "EAUTH":
		case "ENOAUTH":
		case "EOAUTH2":
			return new MailError(`The mail server ${server} refused the sign-in: ${said}`, true, error);
		case "EENVELOPE":
			// The sender is the same for everyone, the recipient is one's own.
			return new MailError(
				`The mail server ${server} refused the address: ${said}`,
				error.command !== "RCPT TO" && !error.rejected?.length,
				error,
			);
		case "EMESSAGE":
			return new MailError(`The mail server ${server} refused the email: ${said}`, false, error);
		default:
			return new MailError(`The mail server ${server} cannot be reached: ${said}`, true, error);
	}
}
