import { AppError } from "@/lib/kernel/app-error";
import { composeEmail, settingsAddress } from "@/lib/notifications/compose-email";
import { requireMember } from "@/lib/notifications/server/get-notifications";
import { env } from "@/lib/platform/env";
import { MailError } from "@/lib/platform/mail/mail-error";
import { type MailSettings, mailSettings } from "@/lib/platform/mail/mail-settings";
import { sendMail } from "@/lib/platform/mail/send-mail";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { noteAttempt } from "@/lib/workspaces/server/note-attempt";

const maxTests = 5;

/** Sends the signed-in member one email now, and returns the mail server's response. */
export async function sendTestEmail(
	ctx: Context,
	mail: MailSettings | null = mailSettings(),
): Promise<{ sentTo: string; answer: string }> {
	allow(ctx, "workspace.read");
	const userId = requireMember(ctx);
	if (!mail) {
		throw new AppError(
			"precondition",
			"Email is not set up: whoever runs Muster sets MUSTER_SMTP_URL and MUSTER_MAIL_FROM.",
		);
	}
	const refused = await noteAttempt(ctx.db, [{ kind: "test email", value: userId, max: maxTests }], ctx.now);
	if (refused) {
		const minutes = Math.ceil(refused.retryAfterSeconds / 60);
		throw new AppError(
			"limit",
			`That was ${maxTests} test emails. Send the next one in ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`,
			refused,
		);
	}
	const { email } = await ctx.db.user.findUniqueOrThrow({ where: { id: userId }, select: { email: true } });
	const test = {
		topic: "test",
		title: "Emails from Muster reach you",
		detail: "Nothing needs to be done.",
		path: "settings/notifications",
	};
	const { slug } = ctx.workspace;
	const origin = env.NEXTAUTH_URL;
	try {
		const answer = await sendMail(mail, {
			...composeEmail({ workspace: ctx.workspace, origin, notices: [test] }),
			to: email,
			unsubscribeUrl: settingsAddress(origin, slug),
		});
		return { sentTo: email, answer };
	} catch (error) {
		if (error instanceof MailError) throw new AppError("upstream", error.message, { cause: error });
		throw error;
	}
}
