import { describe, expect, it } from "vitest";
import { metaDefinition } from "@/lib/destinations/catalog/meta/definition";
import {
	readAccount,
	readAudienceSize,
	readBatch,
	readProblem,
	readSession,
} from "@/lib/destinations/catalog/meta/read-outcome";
import { buildAudienceSize, buildCreateAudience } from "@/lib/destinations/catalog/meta/to-requests";
import type { Batch, Connection, HttpResponse } from "@/lib/destinations/contract";
import { firstRequest } from "@/lib/destinations/conversation";
import names from "@/lib/destinations/testing/meta-names.json";

const connection: Connection = {
	settings: { adAccountId: "123", baseUrl: "https://graph.facebook.com", apiVersion: "v25.0" },
	credentials: { accessToken: "token-of-a-system-user", appSecret: "the-app-secret" },
};
const hash = "f1904cf1a9d73a55fa5de0ac823c4403ded71afd4c3248d00bdcd0866552bb79";
const batch: Batch = {
	operation: "add",
	audience: { id: "23850", name: "VIP" },
	kinds: ["email", "phone", "user_id"],
	rows: [
		{ kind: "email", value: hash },
		{ kind: "user_id", value: "u_1" },
	],
	session: { id: "9000000001", seq: 1, isLast: true, estimatedTotal: 2 },
	requestId: "run_1_1",
	runId: "run_1",
};
const requestFor = (given: Batch) =>
	firstRequest(metaDefinition.deliver, { connection, input: given, at: new Date(0) });
const answer = (status: number, body: object, headers: Record<string, string> = {}): HttpResponse => ({
	status,
	headers,
	body: JSON.stringify(body),
});
const fault = (code: number, error_subcode?: number, message = "x") =>
	answer(400, { error: { message, code, ...(error_subcode ? { error_subcode } : {}) } });

describe("what Muster sends to Meta", () => {
	it("adds rows as a list of lists in the audience's whole schema, with its session and the proof of the app secret", () => {
		const request = requestFor(batch);
		const url = new URL(request.url);
		expect(`${request.method} ${url.origin}${url.pathname}`).toBe(
			"POST https://graph.facebook.com/v25.0/23850/users",
		);
		// printf '%s' token-of-a-system-user | openssl dgst -sha256 -hmac the-app-secret
		expect(url.searchParams.get("appsecret_proof")).toBe(
			"5d6f0a4121f7d4c349366dc91806b4389516483e69aa58e490a4e4411c8af9c2",
		);
		expect(request.headers.authorization).toBe("Bearer token-of-a-system-user");
		expect(JSON.parse(request.body ?? "")).toEqual({
			session: { session_id: 9000000001, batch_seq: 1, last_batch_flag: true, estimated_num_total: 2 },
			payload: {
				schema: ["EMAIL", "PHONE", "EXTERN_ID"],
				data: [
					[hash, "", ""],
					["", "", "u_1"],
				],
			},
		});
	});

	it("sends one kind alone as a list of lists too", () => {
		const rows = [hash, hash.replace("f", "0")].map((value) => ({ kind: "email", value }));
		const { payload } = JSON.parse(requestFor({ ...batch, kinds: ["email"], rows }).body ?? "");
		expect(payload).toEqual({ schema: ["EMAIL"], data: rows.map(({ value }) => [value]) });
	});

	it("sends values as numbers, unhashed, and takes people out of a value-based audience without them", () => {
		const rows = [49.9, 0, 12345678.123456].map((LOOKALIKE_VALUE) => ({
			kind: "email",
			value: hash,
			fields: { LOOKALIKE_VALUE },
		}));
		const valued: Batch = { ...batch, kinds: ["email"], rows, fieldNames: ["LOOKALIKE_VALUE"] };
		expect(JSON.parse(requestFor(valued).body ?? "").payload).toEqual({
			schema: ["EMAIL", "LOOKALIKE_VALUE"],
			data: [
				[hash, 49.9],
				[hash, 0],
				[hash, 12345678.123456],
			],
		});
		const bare = rows.map(({ kind, value }) => ({ kind, value }));
		expect(
			JSON.parse(requestFor({ ...valued, operation: "remove", rows: bare }).body ?? "").payload.schema,
		).toEqual(["EMAIL"]);
		expect(() => requestFor({ ...valued, rows: bare })).toThrow("has no value");
	});

	it.each([
		[undefined, false],
		[["LOOKALIKE_VALUE"], true],
	])("creates an audience with the fields %j as value-based: %j", (fieldNames, isValueBased) => {
		const wanted = { name: "VIP", description: "", ownId: "syn_1", ...(fieldNames ? { fieldNames } : {}) };
		const body = JSON.parse(buildCreateAudience(connection, wanted).body ?? "");
		expect(body.is_value_based ?? false).toBe(isValueBased);
	});

	it.each([
		[0, null],
		[-0.01, "is negative, and Meta takes zero or more"],
		[1e9, null],
	])("judges the value %d", (value, expected) => {
		expect(metaDefinition.mapping?.fields[0]?.check?.(value)).toBe(expected);
	});

	it("removes with the same body under DELETE", () => {
		const request = requestFor({ ...batch, operation: "remove" });
		expect(request.method).toBe("DELETE");
	});

	it("keeps the token out of the address", () => {
		for (const request of [
			firstRequest(metaDefinition.test, { connection, input: { at: new Date(0) }, at: new Date(0) }),
			requestFor(batch),
		]) {
			expect(request.url).not.toContain("token-of-a-system-user");
			expect(request.url).not.toContain("the-app-secret");
		}
	});

	it.each([
		["act_123", "act_123"],
		["123", "act_123"],
	])("names the ad account %s as %s", (adAccountId, expected) => {
		const request = firstRequest(metaDefinition.test, {
			connection: { ...connection, settings: { ...connection.settings, adAccountId } },
			input: { at: new Date(0) },
			at: new Date(0),
		});
		expect(new URL(request.url).pathname).toBe(`/v25.0/${expected}`);
	});

	it.each([
		["email", " Mary@Example.com ", hash],
		["email", "nobody", null],
		["phone", "+0000000000", null],
		["user_id", "  ", null],
	])("makes of the %s %j the key %j", (kind, raw, expected) => {
		expect(
			metaDefinition.identifierKinds.find((one) => one.kind === kind)?.toRemoteKey(raw, connection),
		).toBe(expected);
	});
});

describe("what Muster reads from Meta", () => {
	it.each([
		[fault(190, 463), "auth"],
		[fault(17), "throttled"],
		[fault(80003), "throttled"],
		[fault(2), "transient"],
		[fault(803, undefined, "Some of the aliases you requested do not exist: users"), "transient"],
		[answer(409, {}), "transient"],
		[answer(423, {}), "transient"],
		[answer(404, {}), "config"],
		[fault(200, 1870090), "config"],
		[fault(294), "config"],
		[fault(100, 33), "config"],
		[fault(100), "bad_batch"],
		[fault(2635), "config"],
		[fault(2650, 1870145), "refused"],
		[fault(2650, undefined, "Audience Size too low"), "refused"],
		[fault(368), "config"],
		[answer(500, {}), "transient"],
		[answer(429, {}), "throttled"],
		[{ status: 502, headers: {}, body: "<html>" }, "transient"],
	] as const)("puts %j into its class", (given, expected) => {
		const problem = readProblem(given);
		expect(problem.class).toBe(expected);
		expect(problem.message).toMatch(/[.]$/);
	});

	it("waits for a new audience that is not known everywhere yet, and shows a page of HTML as text", () => {
		const unknown = readProblem(
			fault(803, undefined, "Some of the aliases you requested do not exist: users"),
		);
		expect(unknown.class).toBe("transient");
		const page =
			"<html><head><style>p { color: red }</style><title>Sorry</title></head><body><p>Something&nbsp;went wrong.</p></body></html>";
		const problem = readProblem({ status: 500, headers: { "content-type": "text/html" }, body: page });
		expect(problem).toMatchObject({
			class: "transient",
			detail: "HTTP 500, code 0: Sorry Something went wrong.",
		});
	});

	it("waits as long as the rate header says", () => {
		const header = JSON.stringify({ "123": [{ call_count: 100, estimated_time_to_regain_access: 3 }] });
		const given = { ...fault(17), headers: { "x-business-use-case-usage": header } };
		expect(readProblem(given).retryAfterMs).toBe(180_000);
		expect(metaDefinition.readPause({ ...given, status: 200 })).toBe(15_000);
	});

	it("blames a row only when Meta's samples show the very value, and counts the others", () => {
		const verdict = readBatch(
			answer(200, { num_received: 2, num_invalid_entries: 2, invalid_entry_samples: { "0": hash } }),
			batch,
		);
		expect(verdict).toMatchObject({
			ok: true,
			value: { others: "accepted", byIndex: new Map([[0, { kind: "rejected" }]]), invalidCount: 1 },
		});
	});

	it("rejects an account whose terms were not accepted, with the fix", () => {
		const verdict = readAccount(answer(200, { id: "act_123", name: "Shop", tos_accepted: {} }));
		expect(verdict).toMatchObject({ ok: false, problem: { class: "config" } });
		expect(
			readAccount(answer(200, { id: "act_123", name: "Shop", tos_accepted: { custom_audience_tos: 1 } })),
		).toEqual({ ok: true, value: "Shop" });
	});

	it("reads sizes and sessions", () => {
		expect(
			readAudienceSize(
				answer(200, { approximate_count_lower_bound: 1000, approximate_count_upper_bound: "1200" }),
			),
		).toMatchObject({ ok: true, value: { lower: 1000, upper: 1200 } });
		expect(
			readSession(
				answer(200, {
					data: [{ num_received: "10", num_invalid_entries: "0", num_matched: "7", stage: "finished" }],
				}),
			),
		).toEqual({
			ok: true,
			value: { received: 10, matched: 7, isFinished: true, hasFailed: false, matchRate: null, reasons: [] },
		});
	});
});

// Meta's own lists of endpoints, parameters and fields.
describe("Meta's specification", () => {
	const known: Record<string, readonly string[]> = names.endpoints;

	it("knows every parameter that is sent, and every field that is requested", () => {
		for (const operation of ["add", "remove"] as const) {
			const request = requestFor({ ...batch, operation });
			for (const name of Object.keys(JSON.parse(request.body ?? ""))) {
				expect(known[`${request.method} /audience/users`]).toContain(name);
			}
		}
		const create = buildCreateAudience(connection, { name: "VIP", description: "x", ownId: "syn_1" });
		const body = JSON.parse(create.body ?? "");
		for (const name of Object.keys(body)) expect(known["POST /act/customaudiences"]).toContain(name);
		expect(names.subtypes).toContain(body.subtype);
		expect(names.customerFileSources).toContain(body.customer_file_source);
		const size = new URL(buildAudienceSize(connection, { audienceId: "23850" }).url);
		for (const field of size.searchParams.get("fields")?.split(",") ?? []) {
			expect(names.fields).toContain(field);
		}
		expect(known["GET /audience/sessions"]).toContain("session_id");
	});
});
