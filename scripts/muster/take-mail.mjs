// A mail server for tests in the browser: accepts every email and discards it.
import { SMTPServer } from "smtp-server";

/** Starts it on a free local port; returns its address and how to stop it. */
export async function takeMail() {
	const server = new SMTPServer({
		disabledCommands: ["STARTTLS"],
		authOptional: true,
		onData: (stream, _session, done) => {
			stream.resume();
			stream.once("end", () => done(null, "Taken over by the test"));
		},
	});
	// A client that disconnects midway is not a test failure.
	server.on("error", () => {});
	await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
	return {
		url: `smtp://127.0.0.1:${server.server.address().port}`,
		stop: () => new Promise((resolve) => server.close(() => resolve())),
	};
}
