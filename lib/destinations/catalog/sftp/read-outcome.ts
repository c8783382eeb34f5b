import type { Connection, HttpResponse, Problem, Verdict } from "@/lib/destinations/contract";

/** What Muster's own SFTP client answers; the statuses are the ones HTTP has for the same. */
const cures: Record<number, Pick<Problem, "class" | "message">> = {
	401: {
		class: "auth",
		message: "The server did not accept the user name with this password or private key. Enter them again.",
	},
	403: {
		class: "config",
		message: "The user may not write into the folder. Give the right to write and rename there.",
	},
	404: { class: "config", message: "The folder does not exist on the server. Create it, or enter another." },
	507: { class: "config", message: "The server has no space left, or the user's quota is used up." },
};

function readProblem(answer: HttpResponse): Problem {
	const detail = `SFTP ${answer.status}${answer.body ? `: ${answer.body.slice(0, 200)}` : ""}`;
	// Says which key the server showed, so that someone can compare it.
	if (answer.status === 421) return { class: "config", message: answer.body, detail: "host key" };
	const cure = cures[answer.status];
	if (cure) return { ...cure, detail };
	return {
		class: "transient",
		message: "The server did not store the file. Muster retries automatically.",
		detail,
	};
}

export function readStored(answer: HttpResponse): Verdict<null> {
	if (answer.status === 201 && /^\d+$/.test(answer.headers["stored-bytes"] ?? ""))
		return { ok: true, value: null };
	return { ok: false, problem: readProblem(answer) };
}

export function readTest(answer: HttpResponse, _input: unknown, { settings }: Connection): Verdict<string> {
	if (answer.status === 200 && answer.headers["is-folder"] === "yes") {
		const url = new URL(settings.url ?? "");
		return { ok: true, value: `${url.pathname || "/"} at ${url.host} as ${settings.username}` };
	}
	return { ok: false, problem: readProblem(answer) };
}
