import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
	process.env.LOG_LEVEL = "debug";
});

import { metaDefinition } from "@/lib/destinations/catalog/meta/definition";
import { webhookDefinition } from "@/lib/destinations/catalog/webhook/definition";
import type {
	Batch,
	Connection,
	Conversation,
	DestinationDefinition,
	HttpResponse,
} from "@/lib/destinations/contract";
import { firstRequest } from "@/lib/destinations/conversation";
import { converse } from "@/lib/destinations/server/converse";
import { type SendOptions, sendWithRetry } from "@/lib/destinations/server/send-requests";
import { tryConnection } from "@/lib/destinations/server/test-connection";

type Reply = (incoming: IncomingMessage, outgoing: ServerResponse) => void;
/** What the network answers, in order; the last one again and again. */
let replies: Reply[] = [];
let received: IncomingMessage[] = [];
let server: Server;
let base = "";

beforeAll(async () => {
	server = createServer((incoming, outgoing) => {
		received.push(incoming);
		incoming.resume().on("end", () => {
			const reply = replies.length > 1 ? replies.shift() : replies[0];
			reply?.(incoming, outgoing);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
	received = [];
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const says =
	(status: number, body = "{}", headers: Record<string, string> = {}): Reply =>
	(_incoming, outgoing) =>
		void outgoing.writeHead(status, headers).end(body);

const batch: Batch = {
	operation: "add",
	audience: { id: "23850", name: "VIP" },
	kinds: ["user_id"],
	rows: [{ kind: "user_id", value: "u_1" }],
	session: { id: "9000000001", seq: 1, isLast: true, estimatedTotal: 1 },
	requestId: "run_1_1",
	runId: "run_1",
};
const hook = (secret = `whsec_${"a".repeat(32)}`): Connection => ({
	settings: { url: `${base}/hook` },
	credentials: { signingSecret: secret },
});
const meta = (accessToken = "token-of-a-system-user", appSecret = "the-app-secret"): Connection => ({
	settings: { adAccountId: "1", baseUrl: base, apiVersion: "v25.0" },
	credentials: { accessToken, appSecret },
});

const sleep = async () => {};
// 2025-11-29T00:00:00Z
const now = 1_764_374_400_000;

async function send(
	network: DestinationDefinition,
	connection: Connection,
	options: Partial<SendOptions<unknown>> = {},
) {
	const waits: number[] = [];
	const outcome = await sendWithRetry({
		make: () => firstRequest(network.deliver, { connection, input: batch, at: new Date() }),
		read: (answer) => {
			const turn = network.deliver({ connection, input: batch, memory: null, answer, at: new Date() });
			if (turn.kind === "failed") return { ok: false, problem: turn.problem };
			return { ok: true, value: turn };
		},
		connection,
		timeoutMs: 5_000,
		sleep: async (ms) => void waits.push(ms),
		clock: () => now,
		random: () => 0,
		...options,
	});
	return { outcome, waits };
}

describe("a request that a network puts off", () => {
	it("is repeated after growing waits, shortened at random", async () => {
		replies = [says(503), says(503), says(503), says(200)];
		const { outcome, waits } = await send(webhookDefinition, hook());
		expect(outcome).toMatchObject({ kind: "answered", attempts: 4 });
		expect(waits).toEqual([1_000, 4_000, 16_000]);
		replies = [says(503), says(200)];
		expect((await send(webhookDefinition, hook(), { random: () => 0.5 })).waits).toEqual([750]);
	});

	it("is given up after four attempts: unclear after a failure, certainly not done after a refusal to begin", async () => {
		replies = [says(503)];
		expect((await send(webhookDefinition, hook())).outcome).toMatchObject({
			kind: "ambiguous",
			wasAnswered: true,
		});
		replies = [says(429)];
		expect((await send(webhookDefinition, hook())).outcome).toMatchObject({
			kind: "problem",
			problem: { class: "throttled" },
		});
		expect(received).toHaveLength(8);
	});

	it.each([
		["30", 30_000],
		["Sat, 29 Nov 2025 00:00:30 GMT", 30_000],
		["1.5", 1_500],
		["Fri, 28 Nov 2025 00:00:00 GMT", 0],
		["1764374430", 30_000],
		// Not understood: Muster's own first wait.
		["-5", 1_000],
		["soon", 1_000],
		["", 1_000],
	])("waits as asked by Retry-After: %j, plus a little", async (value, waitMs) => {
		for (const network of [webhookDefinition, metaDefinition]) {
			replies = [says(429, "{}", { "retry-after": value }), says(200, '{"num_received":1}')];
			const connection = network === metaDefinition ? meta() : hook();
			expect((await send(network, connection)).waits).toEqual([waitMs]);
		}
		replies = [says(429, "{}", { "retry-after": value }), says(200)];
		const { waits } = await send(webhookDefinition, hook(), { random: () => 0.5 });
		expect(waits).toEqual([waitMs === 1_000 ? 750 : waitMs + 500]);
	});

	it("is not waited for longer than its caller's patience, and the caller is told how long", async () => {
		replies = [says(429, "{}", { "retry-after": "30" }), says(200)];
		expect((await send(webhookDefinition, hook(), { patienceMs: 30_000 })).outcome.kind).toBe("answered");
		replies = [says(429, "{}", { "retry-after": "30" })];
		const { outcome, waits } = await send(webhookDefinition, hook(), { patienceMs: 29_999 });
		expect(waits).toEqual([]);
		expect(outcome).toMatchObject({ kind: "problem", problem: { retryAfterMs: 30_000 } });
	});

	it("waits a day at most, and says what the network asked for", async () => {
		replies = [says(429, "{}", { "retry-after": "999999999" })];
		const { outcome } = await send(webhookDefinition, hook());
		expect(outcome).toMatchObject({ kind: "problem", problem: { retryAfterMs: 24 * 3_600_000 } });
		expect(JSON.stringify(outcome)).toContain("the network asks for 11,575 days");
	});
});

describe("an answer that goes wrong on its way", () => {
	it("is unclear when it is longer than Muster reads, and not when it is just as long", async () => {
		const longest = 2_000_000;
		replies = [says(200, "x".repeat(longest))];
		expect((await send(webhookDefinition, hook())).outcome.kind).toBe("answered");
		replies = [says(200, "x".repeat(longest + 1))];
		expect((await send(webhookDefinition, hook())).outcome).toEqual({
			kind: "ambiguous",
			reason: "The answer is too long.",
			detail: "no answer",
			wasAnswered: false,
		});
	});

	it.each([
		["with its length announced", { "content-length": "100" }],
		["in chunks", {}],
	])("is unclear when it is cut in the middle, %s", async (_how, headers) => {
		replies = [
			(_incoming, outgoing) => {
				outgoing.writeHead(200, headers);
				outgoing.write('{"num_rec', () => setImmediate(() => outgoing.socket?.destroy()));
			},
		];
		const { outcome } = await send(metaDefinition, meta());
		expect(outcome).toMatchObject({ kind: "ambiguous", wasAnswered: false });
		// The ledger alone decides about a second one.
		expect(received).toHaveLength(1);
	});

	it("is repeated when it is no JSON, and then unclear, with the page's text", async () => {
		const page = "<html><body><h1>Please log in</h1></body></html>";
		replies = [says(200, page, { "content-type": "text/html" })];
		const { outcome } = await send(metaDefinition, meta());
		expect(outcome).toMatchObject({ kind: "ambiguous", wasAnswered: true });
		expect(JSON.stringify(outcome)).toContain("Please log in");
		expect(received).toHaveLength(4);
		replies = [says(200, page), says(200, '{"num_received":1}')];
		expect((await send(metaDefinition, meta())).outcome).toMatchObject({ kind: "answered", attempts: 2 });
	});

	it("never came when the request cannot be written: a person must look at the token", async () => {
		const { outcome } = await send(metaDefinition, meta("token-with-a-—-dash"));
		expect(outcome).toMatchObject({ kind: "not_sent", isBlocked: true });
		expect(JSON.stringify(outcome)).toContain("Copy the token or key again.");
		expect(received).toHaveLength(0);
	});
});

describe("a conversation", () => {
	const request = (method: "GET" | "POST") => ({ method, url: base, headers: {}, body: "" }) as const;
	/** A job is created, and asked about until it is done. */
	const job: Conversation<null, string> = ({ memory, answer }) => {
		if (!answer) return { kind: "ask", request: request("POST"), memory: { step: "created" } };
		if (answer.status === 429)
			return { kind: "failed", problem: { class: "throttled", message: "later", detail: "" } };
		if (memory?.step === "created") return { kind: "wait", ms: 10, request: request("GET") };
		return { kind: "done", value: "finished" };
	};
	const hold = (beforeAttempt?: (said: { hasWritten: boolean }) => Promise<boolean>) =>
		converse(job, {
			connection: hook(),
			input: () => null,
			timeoutMs: 5_000,
			sleep,
			random: () => 0,
			...(beforeAttempt ? { beforeAttempt } : {}),
		});

	it("that is broken off tells whether it had changed anything by then", async () => {
		replies = [says(429)];
		expect(await hold()).toMatchObject({ kind: "problem", hasWritten: false });
		replies = [says(202), says(429)];
		expect(await hold()).toMatchObject({ kind: "problem", hasWritten: true });
	});

	it("asks before every attempt, and tells what may have arrived already", async () => {
		const asked: boolean[] = [];
		replies = [says(202), says(200)];
		await hold(async ({ hasWritten }) => {
			asked.push(hasWritten);
			return false;
		});
		expect(asked).toEqual([false, true]);
	});
});

describe("an answer that forwards elsewhere", () => {
	it.each([301, 302, 303, 307, 308])("%i is not followed, and no one else sees the token", async (status) => {
		const elsewhere: IncomingMessage[] = [];
		const other = createServer((incoming, outgoing) => {
			elsewhere.push(incoming);
			outgoing.end("{}");
		});
		await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
		const location = `http://127.0.0.1:${(other.address() as AddressInfo).port}/caught`;
		for (const [network, connection] of [
			[metaDefinition, meta()],
			[webhookDefinition, hook()],
		] as const) {
			for (const to of [location, "http://169.254.169.254/latest"]) {
				replies = [says(status, "", { location: to })];
				expect((await send(network, connection)).outcome).toMatchObject({
					kind: "problem",
					problem: { class: "config" },
				});
			}
		}
		expect(received).toHaveLength(4);
		expect(elsewhere).toHaveLength(0);
		await new Promise((resolve) => other.close(resolve));
	});
});

describe("a connection that is tried", () => {
	const busy = /This is temporary/;
	it.each([
		[409, "{}"],
		[423, "{}"],
		[425, "{}"],
		[429, "{}"],
		[503, "<html><head><title>Maintenance</title></head><body>We are back at 5 pm</body></html>"],
	])("is not called wrong for a temporary %i", async (status, body) => {
		for (const [network, connection] of [
			[metaDefinition, meta()],
			[webhookDefinition, hook()],
		] as const) {
			replies = [says(status, body, { "retry-after": "0" })];
			const result = await tryConnection(network, connection, { sleep });
			expect(result.ok).toBe(false);
			expect(result.message).toMatch(busy);
			expect(result.message).not.toMatch(/[Cc]heck the address/);
			if (status === 503) expect(result.detail).toContain("Maintenance We are back at 5 pm");
			replies = [says(status, body, { "retry-after": "0" }), says(404)];
			const wrong = await tryConnection(network, connection, { sleep });
			expect(wrong.message).not.toMatch(busy);
		}
	});

	it("works when it was only busy at first", async () => {
		replies = [says(409), says(200)];
		expect(await tryConnection(webhookDefinition, hook(), { sleep })).toMatchObject({ ok: true });
		expect(received).toHaveLength(2);
	});
});

describe("the secrets of a connection", () => {
	const token = fc.stringMatching(/^[A-Za-z0-9+/=._~"'&<>\\%-]{8,60}$/);
	const whsec = fc.stringMatching(/^whsec_([A-Za-z0-9+/]{4}){8,10}([A-Za-z0-9+/]{2}==)?$/);

	/** Everything the network was sent, as it might quote it. */
	const quoted = (incoming: IncomingMessage, secrets: string[], padding: string): string =>
		`${padding}${Object.entries(incoming.headers)
			.map(([name, value]) => `${name}: ${String(value)}`)
			.join(", ")} ${incoming.url} ${secrets.join(" ")}`;
	const escapeHtml = (text: string) =>
		text.replace(/[&<>"'/=+]/g, (one) => `&#x${one.charCodeAt(0).toString(16).toUpperCase()};`);
	const ways: ((text: string) => Reply)[] = [
		(text) => says(400, JSON.stringify({ error: { message: text, code: 100, error_user_msg: text } })),
		(text) => says(401, JSON.stringify({ error: { message: text, code: 190 } }).replaceAll("/", "\\/")),
		(text) => says(500, JSON.stringify({ error: { message: text, code: 2, fbtrace_id: text } })),
		(text) => says(207, JSON.stringify({ errors: [{ index: 0, message: text }] })),
		(text) => says(503, `<html><p>${escapeHtml(text)}</p></html>`, { "content-type": "text/html" }),
		(text) => says(403, `<html><p>${text}</p></html>`, { "content-type": "text/html" }),
		(text) => says(429, text, { "retry-after": "999999999" }),
		(text) => says(200, JSON.stringify({ num_received: 1, invalid_entry_samples: [text] })),
	];

	it("are in no outcome, test result or log line, whatever the network quotes and wherever it is cut", async () => {
		const written: string[] = [];
		const spies = [process.stderr, process.stdout].map((stream) =>
			vi.spyOn(stream, "write").mockImplementation((text) => {
				written.push(String(text));
				return true;
			}),
		);
		try {
			await fc.assert(
				fc.asyncProperty(
					token,
					token,
					whsec,
					fc.nat(ways.length - 1),
					fc.nat(320),
					async (accessToken, appSecret, signingSecret, way, padding) => {
						for (const [network, connection] of [
							[metaDefinition, meta(accessToken, appSecret)],
							[webhookDefinition, hook(signingSecret)],
						] as const) {
							received = [];
							const secrets = Object.values(connection.credentials);
							replies = [
								(incoming, outgoing) =>
									ways[way]?.(quoted(incoming, secrets, "x ".repeat(padding / 2)))(incoming, outgoing),
							];
							const { outcome } = await send(network, connection);
							const result = await tryConnection(network, connection, { sleep });
							const shown = `${texts(outcome)}\n${texts(result)}\n${written.join("")}`;
							const sent = received.flatMap(({ headers }) => [
								headers.authorization?.replace("Bearer ", ""),
								...String(headers["webhook-signature"] ?? "").split(","),
							]);
							for (const secret of [...secrets, ...sent]) {
								// Half of one is too much, too.
								if (secret && secret.length >= 8)
									expect(shown).not.toContain(secret.slice(0, Math.ceil(secret.length / 2)));
							}
						}
					},
				),
				{ numRuns: 60 },
			);
		} finally {
			for (const spy of spies) spy.mockRestore();
		}
	}, 120_000);

	/** All texts of a value, as they are. */
	function texts(value: unknown): string {
		if (typeof value === "string") return value;
		if (value === null || typeof value !== "object") return "";
		return Object.values(value).map(texts).join("\n");
	}

	it("are not looked for in an answer that brings new ones, only in its problems", async () => {
		const connection = meta();
		const options = {
			make: () => firstRequest(metaDefinition.deliver, { connection, input: batch, at: new Date() }),
			timeoutMs: 5_000,
			sleep: async () => {},
		};
		replies = [says(200, '{"token":"token-of-a-system-user"}')];
		const read = (answer: HttpResponse) => ({ ok: true as const, value: answer.body });
		expect(await sendWithRetry({ ...options, read })).toMatchObject({
			value: '{"token":"token-of-a-system-user"}',
		});
		const outcome = await sendWithRetry({
			...options,
			read: (answer) => ({
				ok: false as const,
				problem: { class: "auth" as const, message: answer.body, detail: answer.body },
			}),
		});
		expect(JSON.stringify(outcome)).not.toContain("token-of-a-system-user");
	});
});
