import { describe, expect, it } from "vitest";
import { attributeOf } from "@/lib/destinations/catalog/braze/attribute-of";
import { brazeDefinition } from "@/lib/destinations/catalog/braze/definition";
import { readBatch, readPause, readProblem } from "@/lib/destinations/catalog/braze/read-outcome";
import type { Batch, BatchRow, Connection, HttpResponse } from "@/lib/destinations/contract";
import { firstRequest } from "@/lib/destinations/conversation";
import { checkMapping } from "@/lib/syncs/mapping/check-mapping";
import { mapping } from "@/lib/syncs/mapping/contracts";

const connection: Connection = {
	settings: { restEndpoint: "https://rest.iad-03.braze.com/" },
	credentials: { apiKey: "key-of-braze" },
};
const at = new Date("2026-11-30T12:00:00Z");
const batch: Batch = {
	operation: "add",
	audience: { id: "muster_vip_a1b2c3", name: "VIP (Muster a1b2c3)" },
	kinds: ["user_id"],
	rows: [{ kind: "user_id", value: "u1" }],
	session: { id: "1", seq: 1, isLast: true, estimatedTotal: 1 },
	requestId: "run_1_1",
	runId: "run_1",
};
const requestFor = (given: Partial<Batch>) =>
	firstRequest(brazeDefinition.deliver, { connection, input: { ...batch, ...given }, at });
const sent = (given: Partial<Batch>) => JSON.parse(requestFor(given).body ?? "");
const answer = (status: number, body: object, headers: Record<string, string> = {}): HttpResponse => ({
	status,
	headers,
	body: JSON.stringify(body),
});

describe("what Muster sends to Braze", () => {
	it("keeps one attribute beside the mapped ones, and clears it for who leaves (N-BRZ-2)", () => {
		const u1 = (fields?: BatchRow["fields"]) => [
			{ kind: "user_id", value: "u1", ...(fields ? { fields } : {}) },
		];
		const bodies = [
			sent({ rows: u1({ plan: "pro" }) }),
			sent({ rows: u1({ plan: null }) }),
			sent({ rows: u1({ plan: "" }) }),
			sent({ operation: "remove", rows: u1({ plan: "pro" }) }),
			sent({ rows: u1() }),
		];
		expect(bodies).toEqual([
			{ attributes: [{ external_id: "u1", muster_vip_a1b2c3: true, plan: "pro" }] },
			{ attributes: [{ external_id: "u1", muster_vip_a1b2c3: true, plan: null }] },
			{ attributes: [{ external_id: "u1", muster_vip_a1b2c3: true, plan: "" }] },
			{ attributes: [{ external_id: "u1", muster_vip_a1b2c3: false, _update_existing_only: true }] },
			{ attributes: [{ external_id: "u1", muster_vip_a1b2c3: true }] },
		]);
		const request = requestFor({});
		expect(`${request.method} ${request.url}`).toBe("POST https://rest.iad-03.braze.com/users/track");
		expect(request.headers.authorization).toBe("Bearer key-of-braze");
		expect(request.body).not.toContain("key-of-braze");
	});

	it("creates nobody when only those already there are updated", () => {
		expect(sent({ isUpdateOnly: true })).toEqual({
			attributes: [{ external_id: "u1", muster_vip_a1b2c3: true, _update_existing_only: true }],
		});
	});

	it("keeps types, and lets no mapped field take the place of the identifier or of the membership", () => {
		const fields = { email: "other@example.com", zip: "00123", n: 5, tags: ["a"], muster_vip_a1b2c3: "no" };
		expect(sent({ rows: [{ kind: "email", value: "u1@example.com", fields }] })).toEqual({
			attributes: [{ email: "u1@example.com", zip: "00123", n: 5, tags: ["a"], muster_vip_a1b2c3: true }],
		});
	});

	it.each([
		["VIP (Muster a1b2c3)", "muster_vip_a1b2c3"],
		["Trials going cold! (Muster Xy_9-z)", "muster_trials_going_cold_Xy_9_z"],
		["Café Größe (Muster q)", "muster_cafe_gro_e_q"],
		["クラブ (Muster a1)", "muster_a1"],
		["Weird (Muster x) (Muster a1)", "muster_weird_muster_x_a1"],
		["Draft", "muster_draft"],
	])("names the attribute of “%s” %s", (name, expected) => {
		expect(attributeOf(name)).toBe(expected);
		const prepared = brazeDefinition.prepareAudience?.({
			connection,
			input: { name, description: "", ownId: "" },
			memory: null,
			answer: null,
			at,
		});
		expect(prepared).toEqual({ kind: "done", value: expected });
	});

	it("refuses to map what says whether someone may be messaged, or who they are", () => {
		const issuesOf = (target: string) =>
			checkMapping(mapping.parse([{ target, source: { constant: "x" } }]), {
				ability: brazeDefinition.mapping,
				networkName: "Braze",
				traits: new Map(),
			}).map(({ message }) => message);
		for (const name of ["email_subscribe", "push_subscribe", "subscription_groups"]) {
			expect(issuesOf(name)).toEqual([
				`${name} says what a person agreed to, which a sync never writes. Choose another name.`,
			]);
		}
		for (const name of ["external_id", "braze_id", "_update_existing_only"])
			expect(issuesOf(name)[0]).toContain("a name of Braze's own");
		expect(issuesOf("plan")).toEqual([]);
		expect(issuesOf("country")).toEqual(["Country is not a two-letter country code."]);
	});

	it("sends two spellings of one address once, and settles both", () => {
		const rows = ["A@example.com", "b@example.com", "a@example.com"].map((value) => ({
			kind: "email",
			value,
		}));
		expect(sent({ rows }).attributes).toHaveLength(2);
		const read = readBatch(
			answer(201, { message: "success", errors: [{ type: "x", input_array: "attributes", index: 0 }] }),
			{ ...batch, rows },
		);
		expect(read.ok && [...read.value.byIndex.keys()]).toEqual([0, 2]);
	});
});

describe("what Muster reads from Braze", () => {
	const three = { ...batch, rows: ["u1", "u2", "u3"].map((value) => ({ kind: "user_id", value })) };

	it("settles the rows that Braze names by their index, and takes the others as accepted", () => {
		const errors = [
			{ type: "'external_id' must be fewer than 988 bytes", input_array: "attributes", index: 1 },
			{ type: "provided external_id is blacklisted and disallowed", input_array: "attributes", index: 2 },
		];
		const read = readBatch(answer(201, { message: "success", attributes_processed: 1, errors }), three);
		expect(read).toMatchObject({ ok: true, value: { others: "accepted" } });
		expect(read.ok && [...read.value.byIndex]).toEqual([
			[
				1,
				{
					kind: "rejected",
					reason: "Braze takes no ID this long: it must be shorter than 988 bytes.",
					isRetryable: false,
				},
			],
			[
				2,
				{
					kind: "rejected",
					reason: "Braze blocks this ID. Ask Braze to allow it, or correct the ID.",
					isRetryable: false,
				},
			],
		]);
	});

	it("does not count on a request queued in maintenance, nor on an error about no one", () => {
		// Whom Braze refuses is not known until it has looked at the rows: they are sent again later.
		expect(readBatch(answer(202, { message: "queued" }), three)).toMatchObject({
			value: { others: "unclear" },
		});
		expect(readBatch(answer(201, { message: "success", errors: ["odd"] }), three)).toMatchObject({
			value: { others: "unclear" },
		});
	});

	it("names the rows of a request in which nothing was valid", () => {
		const errors = [{ type: "x", input_array: "attributes", index: 0 }];
		expect(readBatch(answer(400, { message: "Valid data must be provided", errors }), three)).toMatchObject({
			ok: false,
			problem: { class: "bad_batch", rows: [{ index: 0 }] },
		});
	});

	it.each([
		[400, { message: "Max Input Length Exceeded" }, "bad_batch"],
		[401, { message: "Invalid API key" }, "auth"],
		[403, { message: "Forbidden" }, "auth"],
		[404, { message: "Not Found" }, "auth"],
		[429, { message: "Rate Limited" }, "throttled"],
		[500, {}, "transient"],
		[302, {}, "config"],
	] as const)("HTTP %i is a problem of the class %s", (status, body, expected) => {
		expect(readProblem(answer(status, body)).class).toBe(expected);
	});

	it("shows no address that Braze's words repeat", () => {
		const { detail } = readProblem(answer(400, { message: "ana@example.com is wrong" }));
		expect(detail).toBe("HTTP 400: … is wrong");
	});

	it("waits for the end of a window that has nothing left, by Braze's own clock", () => {
		const date = "Mon, 30 Nov 2026 12:00:00 GMT";
		const reset = String(Date.parse(date) / 1_000 + 90);
		const headers = { date, "x-ratelimit-reset": reset };
		expect(readPause(answer(201, {}, { ...headers, "x-ratelimit-remaining": "0" }))).toBe(90_000);
		expect(readPause(answer(201, {}, { ...headers, "x-ratelimit-remaining": "5" }))).toBe(0);
		expect(readPause(answer(201, {}, {}))).toBe(0);
	});

	it("names the instance after a test that gives Braze nothing to do", () => {
		const said = { connection, input: { at }, at };
		const first = brazeDefinition.test({ ...said, memory: null, answer: null });
		expect(first).toMatchObject({ kind: "ask", request: { body: '{"attributes":[]}' } });
		for (const given of [answer(201, { message: "success" }), answer(400, { message: "Valid data must…" })])
			expect(brazeDefinition.test({ ...said, memory: {}, answer: given })).toEqual({
				kind: "done",
				value: "Braze at rest.iad-03.braze.com",
			});
		expect(
			brazeDefinition.test({ ...said, memory: {}, answer: answer(401, { message: "x" }) }),
		).toMatchObject({
			kind: "failed",
			problem: { class: "auth" },
		});
	});
});

describe("who opted out", () => {
	it("reads every page of both lists, from the day before on, and only what is new", () => {
		const page = (count: number, key: string, time: string) =>
			answer(200, {
				message: "success",
				emails: Array.from({ length: count }, (_, index) => ({
					email: `${key}${index}@example.com`,
					[key]: time,
				})),
			});
		const input = { since: new Date("2026-11-29T10:00:00Z"), at };
		const answers = [
			page(500, "unsubscribed_at", "2026-11-29 09:59:59 +0000"),
			page(1, "unsubscribed_at", "2026-11-30 01:02:03 +0000"),
			page(1, "hard_bounced_at", "2026-11-30T02:00:00Z"),
		];
		const asked: string[] = [];
		let turn = brazeDefinition.optOuts?.read({ connection, input, memory: null, answer: null, at });
		for (const given of answers) {
			if (turn?.kind !== "ask") throw new Error("no request");
			asked.push(turn.request.url.replace("https://rest.iad-03.braze.com", ""));
			turn = brazeDefinition.optOuts?.read({
				connection,
				input,
				memory: turn.memory ?? null,
				answer: given,
				at,
			});
		}
		const days = "start_date=2026-11-29&end_date=2026-12-01&limit=500";
		expect(asked).toEqual([
			`/email/unsubscribes?${days}&offset=0&sort_direction=asc`,
			`/email/unsubscribes?${days}&offset=500&sort_direction=asc`,
			`/email/hard_bounces?${days}&offset=0`,
		]);
		expect(turn).toEqual({
			kind: "done",
			value: {
				optOuts: [
					{
						kind: "email",
						value: "unsubscribed_at0@example.com",
						channel: "email",
						reason: "unsubscribed",
						at: new Date("2026-11-30T01:02:03Z"),
					},
					{
						kind: "email",
						value: "hard_bounced_at0@example.com",
						channel: "email",
						reason: "bounced",
						at: new Date("2026-11-30T02:00:00Z"),
					},
				],
				until: new Date("2026-11-30T11:50:00Z"),
			},
		});
	});
});
