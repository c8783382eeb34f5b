import type { AddressInfo } from "node:net";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer, type SMTPServerError } from "smtp-server";
import type { MailSettings } from "@/lib/platform/mail/mail-settings";

/**
 * A mail server's behavior in one test: rejects addresses or the sign-in, or runs a callback once it has a
 * whole email.
 */
export type MailServerRules = {
	refuses?: (address: string) => string | null;
	signIn?: "refused";
	/** Called before the server responds; the response waits for it. */
	onEmail?: (email: ParsedMail) => Promise<void> | void;
};

export type TestMailServer = {
	settings: MailSettings;
	/** Whole emails, in order of arrival. */
	received: ParsedMail[];
	/** How many clients have connected. */
	connections: () => number;
	rules: MailServerRules;
	stop: () => Promise<void>;
};

/** A real SMTP server on a free port, which keeps what it receives. */
export async function receiveMail(): Promise<TestMailServer> {
	const received: ParsedMail[] = [];
	const rules: MailServerRules = {};
	let connections = 0;
	const server = new SMTPServer({
		disabledCommands: ["STARTTLS"],
		authOptional: true,
		allowInsecureAuth: true,
		onConnect: (_session, done) => {
			connections += 1;
			done();
		},
		onAuth: (auth, _session, done) => {
			if (rules.signIn === "refused") done(refusal(535, "Wrong user or password"));
			else done(null, { user: auth.username ?? "" });
		},
		onRcptTo: ({ address }, _session, done) => {
			const why = rules.refuses?.(address);
			done(why ? refusal(550, why) : null);
		},
		onData: (stream, _session, done) => {
			void simpleParser(stream).then(async (email) => {
				received.push(email);
				await rules.onEmail?.(email);
				done(null, "Taken over as 4711");
			}, done);
		},
	});
	// A killed client leaves a broken connection.
	server.on("error", () => {});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	// Safe because it listens on a port.
	const { port } = server.server.address() as AddressInfo;
	return {
		settings: {
			url: `smtp://muster:secret@127.0.0.1:${port}`,
			from: "Muster <muster@example.com>",
		},
		received,
		connections: () => connections,
		rules,
		stop: () => new Promise((resolve) => server.close(() => resolve())),
	};
}

function refusal(responseCode: number, message: string): SMTPServerError {
	return Object.assign(new Error(message), { responseCode });
}
