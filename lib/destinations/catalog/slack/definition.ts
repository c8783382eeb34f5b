import { z } from "zod";
import { digestStream } from "@/lib/destinations/catalog/slack/digest-stream";
import { digestText } from "@/lib/destinations/catalog/slack/digest-text";
import { slackProblem } from "@/lib/destinations/catalog/slack/read-problem";
import type {
	BatchResult,
	Connection,
	DestinationDefinition,
	HttpResponse,
	RequestDescription,
	Said,
	Turn,
	Verdict,
} from "@/lib/destinations/contract";
import { oneRequest } from "@/lib/destinations/conversation";

const answered = z.looseObject({ ok: z.boolean(), error: z.string().optional() });
const team = z.looseObject({ team: z.string() });
const found = z.looseObject({
	channel: z.looseObject({ name: z.string(), is_member: z.boolean().optional() }),
});

function call(
	{ settings, credentials }: Connection,
	method: "auth.test" | "conversations.info" | "chat.postMessage",
	given: { query?: Record<string, string>; body?: object } = {},
): RequestDescription {
	const query = given.query ? `?${new URLSearchParams(given.query)}` : "";
	return {
		method: given.body ? "POST" : "GET",
		url: `${settings.baseUrl}/${method}${query}`,
		headers: {
			authorization: `Bearer ${credentials.botToken ?? ""}`,
			...(given.body ? { "content-type": "application/json; charset=utf-8" } : {}),
		},
		...(given.body ? { body: JSON.stringify(given.body) } : {}),
	};
}

/** Slack answers 200 to nearly everything; `ok` says whether it was done. */
function readAnswer({ status, body }: HttpResponse): Verdict<unknown> {
	const parsed = answered.safeParse(readJson(body));
	if (status === 200 && parsed.success && parsed.data.ok) return { ok: true, value: parsed.data };
	const code = parsed.success ? (parsed.data.error ?? null) : null;
	return { ok: false, problem: slackProblem(status, code, body) };
}

function readJson(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch {
		return null;
	}
}

function readPosted(answer: HttpResponse): Verdict<BatchResult> {
	const read = readAnswer(answer);
	return read.ok ? { ok: true, value: { others: "confirmed", byIndex: new Map(), invalidCount: 0 } } : read;
}

/** Names the workspace, then the channel where the app may read its name. */
function test({ connection, memory, answer }: Said<{ at: Date }>): Turn<string> {
	if (!answer) return { kind: "ask", request: call(connection, "auth.test") };
	const read = readAnswer(answer);
	const channel = connection.settings.channel ?? "";
	if (typeof memory?.team !== "string") {
		if (!read.ok) return { kind: "failed", problem: read.problem };
		const named = team.safeParse(read.value);
		if (!named.success) return { kind: "failed", problem: slackProblem(502, null, answer.body) };
		const scopes = answer.headers["x-oauth-scopes"] ?? "";
		return {
			kind: "ask",
			request: call(connection, "conversations.info", { query: { channel } }),
			memory: { team: named.data.team, mayPostAnywhere: /\bchat:write\.public\b/.test(scopes) },
		};
	}
	if (!read.ok) {
		// Its name is all that is missing: posting needs another scope.
		return read.problem.detail.endsWith(" missing_scope")
			? { kind: "done", value: `channel ${channel} of ${memory.team}` }
			: { kind: "failed", problem: read.problem };
	}
	const details = found.safeParse(read.value);
	if (!details.success) return { kind: "failed", problem: slackProblem(502, null, answer.body) };
	if (details.data.channel.is_member === false && memory.mayPostAnywhere !== true)
		return { kind: "failed", problem: slackProblem(200, "not_in_channel", "") };
	return { kind: "done", value: `#${details.data.channel.name} of ${memory.team}` };
}

/** A digest in a channel, posted by an app of one's own. */
export const slackDefinition: DestinationDefinition = {
	...digestStream,
	slug: "slack",
	name: "Slack",
	summary: "Tell a channel how many people entered or left, never who.",
	fields: [
		{
			name: "botToken",
			label: "Bot token",
			help: "At api.slack.com/apps: your app → OAuth & Permissions → Bot User OAuth Token, with the scope chat:write. With channels:read, the test also names the channel.",
			kind: "password",
			isSecret: true,
			isRequired: true,
			placeholder: "xoxb-…",
			pattern: { source: "^xoxb-[\\w-]{10,250}$", message: "must be a bot token, which begins with xoxb-" },
		},
		{
			name: "channel",
			label: "Channel ID",
			help: "In Slack, click the channel’s name: the ID is at the end of About. Invite the app to the channel.",
			kind: "text",
			isSecret: false,
			isRequired: true,
			placeholder: "C0123ABC456",
			pattern: { source: "^[CG][A-Z0-9]{6,20}$", message: "must be an ID such as C0123ABC456" },
			namesPlace: true,
		},
		{
			name: "baseUrl",
			label: "API address",
			help: "Change it only to use a sandbox or GovSlack.",
			kind: "url",
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			initial: "https://slack.com/api",
		},
	],
	test,
	deliver: oneRequest(
		(connection, batch) =>
			call(connection, "chat.postMessage", {
				body: { channel: connection.settings.channel, text: digestText(batch), unfurl_links: false },
			}),
		readPosted,
	),
	sandboxConnection: (sandboxUrl) => ({
		settings: { channel: "C0SANDBOX1", baseUrl: `${sandboxUrl}/slack/api` },
		credentials: { botToken: "xoxb-sandbox-token" },
	}),
};
