import { describe, expect, it } from "vitest";
import { linkedInDefinition } from "@/lib/destinations/catalog/linkedin/definition";
import {
	readAccount,
	readBatch,
	readCreateSegment,
	readFoundSegments,
	readProblem,
	readRole,
	readSegmentSize,
} from "@/lib/destinations/catalog/linkedin/read-outcome";
import { buildCreateSegment, buildFindSegment } from "@/lib/destinations/catalog/linkedin/to-requests";
import type { Batch, BatchResult, Connection, HttpResponse, Turn } from "@/lib/destinations/contract";
import { firstRequest } from "@/lib/destinations/conversation";

const connection: Connection = {
	settings: {
		adAccountId: "123",
		sourcePlatform: "MUSTER",
		baseUrl: "https://api.linkedin.com",
		apiVersion: "202606",
	},
	credentials: { accessToken: "token-of-a-member" },
};
const hash = "86e0b9e56c17cc4d12387e1949b85053fbe73bc3ce5a1188713a9d300cc6133d";
const batch: Batch = {
	operation: "add",
	audience: { id: "10804", name: "VIP" },
	kinds: ["email"],
	rows: [
		{ kind: "email", value: hash },
		{ kind: "email", value: "b".repeat(64) },
		{ kind: "email", value: "c".repeat(64) },
	],
	session: { id: "1", seq: 1, isLast: true, estimatedTotal: 3 },
	requestId: "run_1_1",
	runId: "run_1",
};
const wanted = { name: "VIP (Muster a1)", description: "x", ownId: "syn_a1" };
const answer = (status: number, body: object | null, headers: Record<string, string> = {}): HttpResponse => ({
	status,
	headers,
	body: body === null ? "" : JSON.stringify(body),
});

describe("what Muster sends to LinkedIn", () => {
	it("carries the token, the version and the protocol with every call, and no token in the address", () => {
		for (const request of [
			firstRequest(linkedInDefinition.test, { connection, input: { at: new Date(0) }, at: new Date(0) }),
			buildFindSegment(connection, wanted, null),
			buildCreateSegment(connection, wanted),
			firstRequest(linkedInDefinition.deliver, { connection, input: batch, at: new Date(0) }),
		]) {
			expect(request.headers).toMatchObject({
				authorization: "Bearer token-of-a-member",
				"linkedin-version": "202606",
				"x-restli-protocol-version": "2.0.0",
			});
			expect(request.url).toMatch(/^https:\/\/api\.linkedin\.com\/rest\//);
			expect(request.url).not.toContain("token-of-a-member");
		}
	});

	it.each(["123", "urn:li:sponsoredAccount:123"])("names the ad account %s in full", (adAccountId) => {
		const given = { ...connection, settings: { ...connection.settings, adAccountId } };
		expect(buildFindSegment(given, wanted, null).url).toBe(
			"https://api.linkedin.com/rest/dmpSegments?q=account&account=urn%3Ali%3AsponsoredAccount%3A123&sourceSegmentId=syn_a1&sourcePlatform=MUSTER",
		);
	});

	it("creates a segment of people as LinkedIn's guide shows", () => {
		const request = buildCreateSegment(connection, wanted);
		expect(`${request.method} ${request.url}`).toBe("POST https://api.linkedin.com/rest/dmpSegments");
		expect(JSON.parse(request.body ?? "")).toEqual({
			name: "VIP (Muster a1)",
			sourcePlatform: "MUSTER",
			sourceSegmentId: "syn_a1",
			account: "urn:li:sponsoredAccount:123",
			accessPolicy: "PRIVATE",
			type: "USER",
			destinations: [{ destination: "LINKEDIN" }],
		});
	});

	it.each([
		["add", "ADD"],
		["remove", "REMOVE"],
	] as const)("to %s sends one element for each person", (operation, action) => {
		const request = firstRequest(linkedInDefinition.deliver, {
			connection,
			input: { ...batch, operation },
			at: new Date(0),
		});
		expect(`${request.method} ${request.url}`).toBe(
			"POST https://api.linkedin.com/rest/dmpSegments/10804/users",
		);
		expect(request.headers["x-restli-method"]).toBe("BATCH_CREATE");
		expect(JSON.parse(request.body ?? "")).toEqual({
			elements: batch.rows.map(({ value }) => ({
				action,
				userIds: [{ idType: "SHA256_EMAIL", idValue: value }],
			})),
		});
	});

	it("knows email addresses only", () => {
		expect(linkedInDefinition.identifierKinds.map(({ kind }) => kind)).toEqual(["email"]);
		expect(linkedInDefinition.identifierKinds[0]?.toRemoteKey(" Jane.Doe@ Example.com", connection)).toBe(
			hash,
		);
		expect(linkedInDefinition.identifierKinds[0]?.toRemoteKey("+14155550123", connection)).toBeNull();
	});
});

describe("what Muster reads from LinkedIn", () => {
	it.each([
		[400, { message: "x", code: "ILLEGAL_ARGUMENT" }, "other", "config"],
		[400, { message: "x", code: "ILLEGAL_ARGUMENT" }, "rows", "bad_batch"],
		[400, { message: "x", code: "VERSION_MISSING" }, "rows", "config"],
		[401, { message: "x", serviceErrorCode: 65601 }, "rows", "auth"],
		[403, { message: "x", code: "ACCESS_DENIED" }, "rows", "config"],
		[404, { message: "x" }, "other", "config"],
		[408, null, "rows", "transient"],
		[409, { message: "x" }, "other", "transient"],
		[413, null, "rows", "bad_batch"],
		[423, null, "rows", "transient"],
		[426, { code: "NONEXISTENT_VERSION", message: "x" }, "rows", "config"],
		[429, null, "rows", "throttled"],
		[500, null, "rows", "transient"],
		[503, null, "other", "transient"],
		[302, null, "other", "config"],
	] as const)("HTTP %i %j to a request with %s is %s", (status, body, of, expected) => {
		const problem = readProblem(answer(status, body), of);
		expect(problem.class).toBe(expected);
		expect(problem.message).toMatch(/[.]$/);
	});

	it("waits as long as LinkedIn says", () => {
		expect(readProblem(answer(429, null, { "retry-after": "7" })).retryAfterMs).toBe(7_000);
		expect(readProblem(answer(429, null))).not.toHaveProperty("retryAfterMs");
	});

	it("takes the id of a new segment from the header; the body is empty", () => {
		expect(readCreateSegment(answer(201, null, { "x-restli-id": "10804" }))).toEqual({
			ok: true,
			value: "10804",
		});
		expect(readCreateSegment(answer(201, null, { "x-linkedin-id": "10804" }))).toEqual({
			ok: true,
			value: "10804",
		});
		expect(readCreateSegment(answer(201, null))).toMatchObject({
			ok: false,
			problem: { class: "transient" },
		});
		expect(readCreateSegment(answer(409, null))).toMatchObject({
			ok: false,
			problem: { class: "transient" },
		});
	});

	// As LinkedIn's public collection of requests shows it.
	const recorded = {
		paging: { start: 0, count: 10, links: [], total: 2 },
		elements: [
			{
				created: 1634519022000,
				destinations: [
					{
						audienceSize: 240000,
						destinationSegmentId: "urn:li:adSegment:8596576",
						created: 1634519022000,
						destination: "LINKEDIN",
						matchedCount: 2,
						lastModified: 1637219449000,
						status: "READY",
					},
				],
				name: "DMP Segment 1",
				sourcePlatform: "FAKE",
				accessPolicy: "PRIVATE",
				id: 9821736,
				lastModified: 1634592751000,
				type: "COMPANY",
				account: "urn:li:sponsoredAccount:123456",
				inputCount: 2,
			},
		],
	};

	it("never takes another's segment for ours, even if the answer holds them all", () => {
		expect(readFoundSegments(answer(200, recorded), wanted)).toEqual({
			ok: true,
			value: { ids: [], next: "1" },
		});
		const [one] = recorded.elements;
		const found = (extra: object) =>
			readFoundSegments(
				answer(200, { ...recorded, paging: undefined, elements: [{ ...one, ...extra }] }),
				wanted,
			);
		expect(found({ sourceSegmentId: "syn_a1" })).toMatchObject({ value: { ids: ["9821736"], next: null } });
		expect(found({ name: wanted.name })).toMatchObject({ value: { ids: ["9821736"] } });
		expect(found({ name: wanted.name, sourceSegmentId: "syn_b2" })).toMatchObject({ value: { ids: [] } });
		expect(
			readFoundSegments(answer(200, { ...recorded, paging: { start: 1, count: 1, total: 2 } }), wanted),
		).toMatchObject({ value: { next: null } });
	});

	const outcomes = (given: object[], operation: Batch["operation"] = "add") =>
		readBatch(answer(200, { elements: given }), { ...batch, operation });

	it("believes the answer person by person", () => {
		const read = outcomes([{ status: 201 }, { status: 400, error: { message: "idValue" } }, { status: 201 }]);
		expect(read).toEqual({
			ok: true,
			value: {
				others: "confirmed",
				byIndex: new Map([
					[1, { kind: "rejected", reason: "LinkedIn rejected this person: idValue", isRetryable: false }],
				]),
				invalidCount: 0,
			},
		});
	});

	it.each([
		[200, "add", undefined],
		[201, "remove", undefined],
		[299, "add", undefined],
		[300, "add", { kind: "rejected", isRetryable: false }],
		[404, "add", { kind: "rejected", isRetryable: false }],
		[404, "remove", { kind: "missing" }],
		[409, "add", { kind: "rejected", isRetryable: true }],
		[423, "add", { kind: "rejected", isRetryable: true }],
		[429, "add", { kind: "rejected", isRetryable: true }],
		[408, "add", { kind: "unclear" }],
		[500, "add", { kind: "unclear" }],
		[503, "remove", { kind: "unclear" }],
	] as const)("status %i inside an answer to %s", (status, operation, expected) => {
		const read = outcomes([{ status: 201 }, { status }, { status: 201 }], operation);
		const outcome = read.ok ? read.value.byIndex.get(1) : "not read";
		if (expected === undefined) expect(outcome).toBeUndefined();
		else expect(outcome).toMatchObject(expected);
	});

	it("does not guess when the answer is not for the people sent", () => {
		expect(outcomes([{ status: 201 }])).toMatchObject({ ok: false, problem: { class: "transient" } });
		expect(outcomes([1, 2, 3, 4].map(() => ({ status: 201 })))).toMatchObject({ ok: false });
		expect(readBatch({ status: 200, headers: {}, body: "<html>" }, batch)).toMatchObject({ ok: false });
	});

	it("reads the size for ads, and names the span that matches are counted over", () => {
		const built = {
			destination: "LINKEDIN",
			status: "READY",
			audienceSize: 240,
			matchedCount: 70,
			inputCount: 100,
		};
		expect(readSegmentSize(answer(200, built))).toEqual({
			ok: true,
			value: { lower: 240, upper: 240, status: "READY, 70 of 100 recognized in the last 7 days" },
		});
		expect(readSegmentSize(answer(200, { status: "BUILDING" }))).toEqual({
			ok: true,
			value: { lower: -1, upper: -1, status: "BUILDING" },
		});
	});

	it("names the account and refuses the role VIEWER", () => {
		expect(readAccount(answer(200, { name: "Shop" }), connection)).toEqual({ ok: true, value: "Shop" });
		expect(readAccount(answer(403, { message: "x" }), connection)).toMatchObject({
			ok: false,
			problem: { class: "config", message: expect.stringContaining("r_ads") },
		});
		const role = (account: string, name: string) =>
			readRole(answer(200, { elements: [{ account, role: name }] }), connection).ok;
		expect(role("urn:li:sponsoredAccount:123", "VIEWER")).toBe(false);
		expect(role("urn:li:sponsoredAccount:123", "CAMPAIGN_MANAGER")).toBe(true);
		expect(role("urn:li:sponsoredAccount:1234", "VIEWER")).toBe(true);
	});
});

describe("a new segment", () => {
	/** Plays the delivery against answers; returns the requests, the waits and the end. */
	function play(next: (request: string) => HttpResponse) {
		const asked: string[] = [];
		let waitedMs = 0;
		const said = { connection, input: batch, at: new Date(0) };
		let turn: Turn<BatchResult> = linkedInDefinition.deliver({ ...said, memory: null, answer: null });
		while (turn.kind === "ask" || turn.kind === "wait") {
			if (turn.kind === "wait") waitedMs += turn.ms;
			const request = `${turn.request.method} ${new URL(turn.request.url).pathname}`;
			asked.push(request);
			turn = linkedInDefinition.deliver({ ...said, memory: turn.memory ?? null, answer: next(request) });
		}
		return { asked, waitedMs, end: turn };
	}
	const users = "POST /rest/dmpSegments/10804/users";
	const done = answer(200, { elements: batch.rows.map(() => ({ status: 201 })) });

	it("that is not ready yet is sent the same people again", () => {
		const answers = [answer(404, null), answer(404, null), done];
		const { asked, waitedMs, end } = play(() => answers.shift() ?? answer(500, null));
		expect(asked).toEqual([users, users, users]);
		expect(waitedMs).toBe(15_000);
		expect(end).toMatchObject({ kind: "done", value: { others: "confirmed" } });
	});

	it("that is not ready after minutes waits for a later run", () => {
		const { asked, waitedMs, end } = play((request) => answer(request === users ? 404 : 200, {}));
		expect(waitedMs).toBe(240_000);
		expect(asked.at(-1)).toBe("GET /rest/dmpSegments/10804");
		expect(end).toMatchObject({ kind: "failed", problem: { class: "throttled", retryAfterMs: 300_000 } });
	});

	it("that was deleted is reported", () => {
		expect(play(() => answer(404, {})).end).toMatchObject({ kind: "failed", problem: { class: "config" } });
	});
});
