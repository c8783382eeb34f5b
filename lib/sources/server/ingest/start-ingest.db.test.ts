import { spawn } from "node:child_process";
import { gzipSync } from "node:zlib";
import { Analytics } from "@segment/analytics-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { settleOutbox } from "@/lib/platform/warehouse/outbox";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { readContact } from "@/lib/profiles/server/read-contact";
import { createSource } from "@/lib/sources/server/create-source";
import { type Ingest, startIngest } from "@/lib/sources/server/ingest/start-ingest";
import { revokeWriteKey } from "@/lib/sources/server/revoke-write-key";
import { rowsIn } from "@/lib/sources/testing/send-messages";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let ctx: Context;
let token: string;
let sourceId: string;
let ingest: Ingest;
let other: Ingest;

beforeAll(async () => {
	ctx = await createTestWorkspace();
	const created = await createSource(ctx, { name: "Site" });
	token = created.token;
	sourceId = created.source.id;
	const limits = { perKey: 0, perAddress: 0 };
	ingest = await startIngest({
		db: ctx.db,
		warehouse: ctx.warehouse,
		port: 0,
		limits,
		publicUrl: "https://muster.example.com",
	});
	other = await startIngest({
		db: ctx.db,
		warehouse: ctx.warehouse,
		port: 0,
		limits,
		publicUrl: "https://muster.example.com",
	});
});
afterAll(async () => {
	await ingest.stop();
	await other.stop();
	await closeDatabase();
	await closeWarehouse();
});

const basic = (key: string) => `Basic ${Buffer.from(`${key}:`).toString("base64")}`;
async function post(path: string, body: unknown, headers: Record<string, string> = {}, url = ingest.url) {
	const response = await fetch(`${url}${path}`, {
		method: "POST",
		headers: { "content-type": "application/json", authorization: basic(token), ...headers },
		body: typeof body === "string" || body instanceof Uint8Array ? (body as BodyInit) : JSON.stringify(body),
	});
	return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe("ingest", () => {
	it("serves Segment's own Node library unchanged", async () => {
		const own = await createTestWorkspace();
		const { token: writeKey } = await createSource(own, { name: "Server" });
		const errors: unknown[] = [];
		const analytics = new Analytics({ writeKey, host: ingest.url, flushAt: 5 });
		analytics.on("error", (error) => errors.push(error));
		analytics.identify({ userId: "u1", traits: { email: "u1@example.com", plan: "pro" } });
		for (let i = 0; i < 12; i++) analytics.track({ userId: "u1", event: "Item Added", properties: { i } });
		analytics.page({ anonymousId: "a1", name: "Home", properties: { path: "/" } });
		analytics.group({ userId: "u1", groupId: "g1", traits: { name: "Acme" } });
		analytics.alias({ previousId: "a1", userId: "u1" });
		await analytics.closeAndFlush();
		expect(errors).toEqual([]);
		await settleOutbox(own.db, own.warehouse);
		expect(await rowsIn(own, "events")).toBe(13);
		// The client sends its batches side by side: which of the two people comes first is open, that they are one is not.
		const people = await own.db.profile.findMany({ where: { workspaceNumber: own.workspace.number } });
		const roots = [...new Set(people.map((person) => person.rootUid))];
		expect(roots).toHaveLength(1);
		const contacts = await readContact(own, roots, ["email", "user_id"]);
		expect([...contacts.values()]).toEqual([{ email: "u1@example.com", user_id: "u1" }]);
	});

	it("takes the good messages of a batch and names what is wrong with the others", async () => {
		const answer = await post("/v1/batch", {
			batch: [
				{ type: "track", userId: "u1", event: "Good" },
				{ type: "track", userId: "u1" },
				{ type: "identify", userId: "u1", traits: { email: "nonsense", plan: "free" } },
				"text",
				{ type: "track", userId: "u1", event: "Big", properties: { text: "x".repeat(33_000) } },
			],
		});
		expect(answer).toEqual({
			status: 200,
			body: {
				success: true,
				rejected: [
					{ index: 1, field: "event", reason: "must be the name of the event" },
					{ index: 3, field: "", reason: "must be an object" },
					{ index: 4, field: "", reason: "is larger than 32 KB" },
				],
				ignored: [{ index: 2, field: "traits.email", reason: "is not an email address" }],
			},
		});
	});

	it("takes a key in the body, gzip, and single messages at their own paths", async () => {
		const body = { writeKey: token, userId: "u1", event: "Packed" };
		expect(
			(
				await post("/v1/track", gzipSync(JSON.stringify(body)), {
					"content-encoding": "gzip",
					authorization: "",
				})
			).status,
		).toBe(200);
		for (const [path, message] of [
			["/v1/identify", { userId: "u1", traits: { a: 1 } }],
			["/v1/page", { anonymousId: "a", name: "Home" }],
			["/v1/screen", { anonymousId: "a", name: "Home" }],
			["/v1/group", { userId: "u1", groupId: "g" }],
			["/v1/alias", { userId: "u1", previousId: "before" }],
		] as const) {
			expect((await post(path, message)).status).toBe(200);
		}
	});

	it.each([
		["/v1/track", { event: "No one" }, 400, "userId"],
		["/v1/batch", { batch: "no" }, 400, "batch"],
		["/v1/batch", "{", 400, undefined],
		["/v1/batch", "[]", 400, ""],
		["/v1/batch", `{"batch":["${"x".repeat(600_000)}"]}`, 413, undefined],
		["/v1/unheard", {}, 404, undefined],
	])("refuses a malformed call to %s with a reason", async (path, body, status, field) => {
		const answer = await post(path, body);
		expect(answer.status).toBe(status);
		const error = answer.body.error as { message: string; issues?: { path: string }[] };
		expect(error.message).not.toBe("");
		if (field !== undefined) expect(error.issues?.[0]?.path).toBe(field);
	});

	it("refuses bodies that are not what they say, or unpack to too much", async () => {
		expect((await post("/v1/batch", "plain", { "content-encoding": "gzip" })).status).toBe(400);
		expect(
			(await post("/v1/batch", gzipSync(Buffer.alloc(2_000_000)), { "content-encoding": "gzip" })).status,
		).toBe(413);
		expect((await post("/v1/batch", "x", { "content-encoding": "zip" })).status).toBe(415);
	});

	it("answers 413 to every body that is too large, however it is sent", async () => {
		for (const bytes of [520_000, 5_000_000]) {
			for (let round = 0; round < 6; round++) {
				const answers = await Promise.all([
					post("/v1/batch", "x".repeat(bytes)),
					post("/v1/batch", Buffer.alloc(bytes), { "content-encoding": "gzip" }),
				]);
				expect(answers.map(({ status }) => status)).toEqual([413, 413]);
			}
		}
		expect((await post("/v1/track", { userId: "u", event: "After" })).status).toBe(200);
	});

	it("refuses a message of thousands of levels alone, and the same bytes again change nothing", async () => {
		const own = await createTestWorkspace();
		const { token: key } = await createSource(own, { name: "Deep" });
		const message = (id: string, properties: string) =>
			`{"type":"track","messageId":"${id}","userId":"${id}","event":"Seen","properties":${properties}}`;
		const deep = `{"cart":${"[".repeat(5_000)}${"]".repeat(5_000)}}`;
		const body = `{"batch":[${message("m1", "{}")},${message("m2", deep)},${message("m3", "{}")}]}`;
		for (let round = 0; round < 2; round++) {
			const answer = await post("/v1/batch", body, { authorization: basic(key) });
			expect(answer).toEqual({
				status: 200,
				body: {
					success: true,
					rejected: [{ index: 1, field: "properties.cart", reason: "is nested deeper than 100 levels" }],
				},
			});
		}
		await settleOutbox(own.db, own.warehouse);
		expect(await rowsIn(own, "events")).toBe(2);
	});

	it("refuses unknown and revoked keys", async () => {
		const message = { userId: "u", event: "e" };
		expect((await post("/v1/track", message, { authorization: basic("wk_unknownunknown") })).status).toBe(
			401,
		);
		expect((await post("/v1/track", message, { authorization: "Bearer x" })).status).toBe(401);
		const { source, token: revoked } = await createSource(ctx, { name: "Old" });
		const writeKeyId = source.writeKeys[0]?.id ?? "";
		await revokeWriteKey(ctx, { sourceId: source.id, writeKeyId });
		expect((await post("/v1/track", message, { authorization: basic(revoked) })).status).toBe(401);
		expect(sourceId).not.toBe(source.id);
	});

	it("lets browsers of other origins send", async () => {
		const response = await fetch(`${ingest.url}/v1/batch`, { method: "OPTIONS" });
		expect(response.status).toBe(204);
		expect(response.headers.get("access-control-allow-origin")).toBe("*");
	});

	it("reports its health", async () => {
		const response = await fetch(`${ingest.url}/healthz`);
		expect(await response.json()).toMatchObject({ ok: true });
	});

	it("agrees with a second process that takes the same messages at the same time", async () => {
		const own = await createTestWorkspace();
		const { token: key } = await createSource(own, { name: "Both" });
		const calls: Promise<{ status: number }>[] = [];
		for (let i = 0; i < 200; i++) {
			const message = { messageId: `m${i}`, userId: `u${i % 40}`, anonymousId: `a${i % 50}`, event: "Seen" };
			for (const url of [ingest.url, other.url]) {
				calls.push(post("/v1/track", message, { authorization: basic(key) }, url));
			}
		}
		const answers = await Promise.all(calls);
		expect(answers.every((answer) => answer.status === 200)).toBe(true);
		await settleOutbox(own.db, own.warehouse);
		expect(await rowsIn(own, "events")).toBe(200);
		expect(
			await own.db.identifier.count({ where: { workspaceNumber: own.workspace.number, kind: "user_id" } }),
		).toBe(40);
	});
});

describe("a killed ingest process", () => {
	it("loses nothing it acknowledged and doubles nothing", async () => {
		const own = await createTestWorkspace();
		const { token: key } = await createSource(own, { name: "Killed" });
		let sent = 0;
		const acknowledged = new Set<string>();
		const unsure: object[] = [];
		for (let round = 0; round < 3; round++) {
			const child = spawn(
				process.execPath,
				["--import", "tsx", "lib/sources/testing/run-ingest-on-free-port.ts"],
				{
					stdio: ["ignore", "pipe", "inherit"],
				},
			);
			const url = await new Promise<string>((resolve) => {
				child.stdout.once("data", (data: Buffer) => resolve(data.toString().trim()));
			});
			let isKilled = false;
			const send = async (message: { messageId: string }) => {
				try {
					const response = await fetch(`${url}/v1/track`, {
						method: "POST",
						headers: { "content-type": "application/json", authorization: basic(key) },
						body: JSON.stringify(message),
					});
					if (response.status !== 200) throw new Error(String(response.status));
					acknowledged.add(message.messageId);
				} catch {
					unsure.push(message);
				}
			};
			for (const message of unsure.splice(0)) await send(message as { messageId: string });
			const senders = Array.from({ length: 16 }, async () => {
				while (!isKilled) {
					const messageId = `k${sent++}`;
					await send({
						messageId,
						userId: `u${sent % 100}`,
						event: "Seen",
						properties: { n: sent },
					} as never);
				}
			});
			await new Promise((resolve) => setTimeout(resolve, 700 + round * 130));
			child.kill("SIGKILL");
			isKilled = true;
			await Promise.all(senders);
		}
		expect(acknowledged.size).toBeGreaterThan(20);
		for (const message of unsure.splice(0)) await post("/v1/track", message, { authorization: basic(key) });
		await settleOutbox(own.db, own.warehouse, { timeoutMs: 60_000 });
		expect(await rowsIn(own, "events")).toBe(sent);
		expect(await rowsIn(own, "events_by_person")).toBe(sent);
	}, 180_000);
});
