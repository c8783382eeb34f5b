import { digestStream } from "@/lib/destinations/catalog/slack/digest-stream";
import { digestText } from "@/lib/destinations/catalog/slack/digest-text";
import { slackProblem } from "@/lib/destinations/catalog/slack/read-problem";
import type {
	BatchResult,
	Connection,
	DestinationDefinition,
	HttpResponse,
	RequestDescription,
	Verdict,
} from "@/lib/destinations/contract";
import { oneRequest } from "@/lib/destinations/conversation";

const usual = "https://hooks.slack.com";

/** The address is the secret; only the sandbox has the same path elsewhere. */
function addressOf({ settings, credentials }: Connection): URL {
	const own = new URL(credentials.webhookUrl ?? "");
	const base = settings.baseUrl || usual;
	return base === usual ? own : new URL(base.replace(/\/+$/, "") + own.pathname);
}

function post(connection: Connection, body: object): RequestDescription {
	return {
		method: "POST",
		url: addressOf(connection).href,
		headers: { "content-type": "application/json" },
		body: JSON.stringify(body),
	};
}

/** The whole body of a refusal is Slack's code. */
const codeOf = ({ status, body }: HttpResponse) =>
	status >= 400 && /^[a-z_]{2,60}$/.test(body.trim()) ? body.trim() : null;

// A message without a text is refused only once the address is found to be good, and posts nothing.
function readTest(answer: HttpResponse, connection: Connection): Verdict<string> {
	const code = codeOf(answer);
	if (answer.status !== 400 || (code !== "no_text" && code !== "invalid_payload"))
		return { ok: false, problem: slackProblem(answer.status, code, answer.body) };
	const [, , workspace, webhook] = new URL(connection.credentials.webhookUrl ?? "").pathname.split("/");
	return { ok: true, value: `the incoming webhook ${webhook} of workspace ${workspace}` };
}

/** Anything but exactly "ok" may be a message that no one sees. */
function readPosted(answer: HttpResponse): Verdict<BatchResult> {
	const { status, body } = answer;
	if (status === 200 && body.trim() === "ok")
		return { ok: true, value: { others: "confirmed", byIndex: new Map(), invalidCount: 0 } };
	return { ok: false, problem: slackProblem(status, codeOf(answer), body) };
}

/** The same digest, through an address that Slack made for one channel. */
export const slackWebhookDefinition: DestinationDefinition = {
	...digestStream,
	slug: "slack-webhook",
	name: "Slack incoming webhook",
	summary: "Tell the channel of an incoming webhook how many people entered or left, never who.",
	fields: [
		{
			name: "webhookUrl",
			label: "Address of the incoming webhook",
			help: "At api.slack.com/apps: your app → Incoming Webhooks → Add New Webhook, then choose the channel. Anyone with this address can post there.",
			kind: "password",
			isSecret: true,
			isRequired: true,
			placeholder: "https://hooks.slack.com/services/…",
			pattern: {
				source: "^https://hooks\\.slack(-gov)?\\.com/services/\\w+/\\w+/\\w+$",
				message: "must be the whole address, which begins with https://hooks.slack.com/services/",
			},
		},
		{
			name: "baseUrl",
			label: "Slack's address",
			help: "Change it only to use a sandbox.",
			kind: "url",
			isSecret: false,
			isRequired: false,
			isAdvanced: true,
			initial: usual,
		},
	],
	test: oneRequest(
		(connection) => post(connection, { text: "" }),
		(answer, _input, connection) => readTest(answer, connection),
	),
	deliver: oneRequest((connection, batch) => post(connection, { text: digestText(batch) }), readPosted),
	sandboxConnection: (sandboxUrl) => ({
		settings: { baseUrl: `${sandboxUrl}/slack` },
		credentials: { webhookUrl: "https://hooks.slack.com/services/T0SANDBOX/B0SANDBOX/sandboxhook" },
	}),
};
