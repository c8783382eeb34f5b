import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { slackDefinition } from "@/lib/destinations/catalog/slack/definition";
import { slackWebhookDefinition } from "@/lib/destinations/catalog/slack/webhook-definition";
import type { Batch, BatchRow, Connection, DestinationDefinition, Turn } from "@/lib/destinations/contract";
import { firstRequest } from "@/lib/destinations/conversation";
import { type Sandbox, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";

const row = (person: string | null, value: string, kind = "email"): BatchRow => ({
	kind,
	value,
	occurrence: { token: `${person} ${value}`, change: "entered", personId: person },
});
const batch = (operation: Batch["operation"], rows: BatchRow[], name = "VIP (Muster k3j9x2)"): Batch => ({
	operation,
	audience: { id: "syn_1", name },
	kinds: ["email"],
	rows,
	session: { id: "1", seq: 1, isLast: true, estimatedTotal: rows.length },
	requestId: "r",
	runId: "r",
});

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ port: 0 });
});
afterAll(async () => {
	await sandbox.close();
});

async function say<I, T>(
	conversation: (said: {
		connection: Connection;
		input: I;
		memory: Turn<T> extends { memory?: infer M } ? M | null : null;
		answer: null;
		at: Date;
	}) => Turn<T>,
	connection: Connection,
	input: I,
): Promise<Turn<T>> {
	// biome-ignore lint/suspicious/noExplicitAny: memory and answer are those of the turn before.
	const next = conversation as any;
	let turn: Turn<T> = next({ connection, input, memory: null, answer: null, at: new Date(0) });
	for (let turns = 0; turns < 5 && turn.kind === "ask"; turns++) {
		const { url, method, headers, body } = turn.request;
		const response = await fetch(url, { method, headers, ...(body ? { body } : {}) });
		const answer = {
			status: response.status,
			headers: Object.fromEntries(response.headers),
			body: await response.text(),
		};
		turn = next({ connection, input, memory: turn.memory ?? null, answer, at: new Date(0) });
	}
	return turn;
}
const open = (network: DestinationDefinition, change: Partial<Connection["settings"]> = {}): Connection => {
	const { settings, credentials } = network.sandboxConnection(sandbox.url);
	return { settings: { ...settings, ...change } as Connection["settings"], credentials };
};
const channel = z.object({ messages: z.array(z.string()) });
const messages = () => channel.parse(sandbox.networks.get("slack")?.describeAudience("C0SANDBOX1")).messages;

describe("a digest in Slack", () => {
	it("says how many, and nothing of anyone", () => {
		const rows = [
			row("1", "ann@example.com"),
			row("1", "17", "user_id"),
			row("2", "ben@example.com"),
			row(null, "x"),
		];
		const { body = "" } = firstRequest(slackDefinition.deliver, {
			connection: open(slackDefinition),
			input: batch("add", rows),
			at: new Date(0),
		});
		expect(JSON.parse(body)).toEqual({
			channel: "C0SANDBOX1",
			text: "3 people entered VIP",
			unfurl_links: false,
		});
	});

	it.each([
		["the app", slackDefinition, "#growth of Sandbox workspace"],
		["the incoming webhook", slackWebhookDefinition, "the incoming webhook B0SANDBOX of workspace T0SANDBOX"],
	])("is posted by %s, which names where", async (_who, network, place) => {
		const before = messages().length;
		expect(await say(network.test, open(network), { at: new Date(0) })).toEqual({
			kind: "done",
			value: place,
		});
		expect(messages()).toHaveLength(before);
		const named = batch("remove", [row("1", "a")], "<!channel> R&D (Muster k3j9x2)");
		expect(await say(network.deliver, open(network), named)).toMatchObject({
			kind: "done",
			value: { others: "confirmed" },
		});
		expect(messages().at(-1)).toBe("1 person left &lt;!channel&gt; R&amp;D");
	});

	it.each([
		[200, '{"ok":false,"error":"token_revoked"}', "auth"],
		[200, '{"ok":false,"error":"not_in_channel"}', "config"],
		[200, '{"ok":false,"error":"ratelimited"}', "throttled"],
		[200, '{"ok":false,"error":"internal_error"}', "transient"],
		[200, '{"ok":false,"error":"msg_too_long"}', "config"],
		[429, "", "throttled"],
		[503, "<html>Maintenance</html>", "transient"],
		[200, "ok", "transient"],
		[204, "", "transient"],
	])("the app: %s %s is %s", (status, body, expected) => {
		const said = { connection: open(slackDefinition), input: batch("add", [row("1", "a")]), at: new Date(0) };
		const turn = slackDefinition.deliver({ ...said, memory: null, answer: { status, headers: {}, body } });
		expect(turn).toMatchObject({ kind: "failed", problem: { class: expected } });
	});

	it.each([
		[404, "no_service", "config"],
		[410, "channel_is_archived", "config"],
		[403, "action_prohibited", "config"],
		[400, "invalid_payload", "config"],
		[429, "rate_limited", "throttled"],
		[500, "rollup_error", "transient"],
		[200, "<html>Sign in</html>", "transient"],
		[202, "ok", "transient"],
	])("the incoming webhook: %s %s is %s", (status, body, expected) => {
		const connection = open(slackWebhookDefinition);
		const said = { connection, input: batch("add", [row("1", "a")]), at: new Date(0) };
		const turn = slackWebhookDefinition.deliver({
			...said,
			memory: null,
			answer: { status, headers: {}, body },
		});
		expect(turn).toMatchObject({ kind: "failed", problem: { class: expected } });
	});

	it("says what to do where the app is not in the channel, or there is none", async () => {
		sandbox.networks.get("slack")?.addAccount({
			token: "xoxb-outsider-token",
			channel: { id: "C0PRIVATE1", name: "secret", isMember: false },
			hook: "/services/T2/B2/x2",
		});
		const outside = open(slackDefinition, { channel: "C0PRIVATE1" });
		outside.credentials.botToken = "xoxb-outsider-token";
		for (const [connection, words] of [
			[outside, "/invite"],
			[open(slackDefinition, { channel: "C0NOWHERE1" }), "does not know this channel"],
		] as const) {
			expect(await say(slackDefinition.test, connection, { at: new Date(0) })).toMatchObject({
				kind: "failed",
				problem: { class: "config", message: expect.stringContaining(words) },
			});
		}
	});
});
