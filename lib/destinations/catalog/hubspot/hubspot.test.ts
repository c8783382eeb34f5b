import { beforeEach, describe, expect, it } from "vitest";
import { hubSpotDefinition } from "@/lib/destinations/catalog/hubspot/definition";
import {
	readAccount,
	readFoundList,
	readListSize,
	readProblem,
} from "@/lib/destinations/catalog/hubspot/read-outcome";
import { readProperties } from "@/lib/destinations/catalog/hubspot/read-properties";
import type {
	Batch,
	BatchRow,
	Conversation,
	HttpResponse,
	RequestDescription,
	Turn,
} from "@/lib/destinations/contract";
import { playHubSpot } from "@/lib/destinations/server/sandbox/hubspot-network";
import type { SandboxNetwork } from "@/lib/destinations/server/sandbox/sandbox-network";

const connection = hubSpotDefinition.sandboxConnection("http://sandbox");
const at = new Date("2026-12-01T00:00:00Z");
const row = (value: string, more: Partial<BatchRow> = {}): BatchRow => ({ kind: "email", value, ...more });
const batchOf = (rows: readonly BatchRow[], more: Partial<Batch> = {}): Batch => ({
	operation: "add",
	audience: { id: "7", name: "VIP" },
	kinds: ["email"],
	rows,
	session: { id: "1", seq: 1, isLast: true, estimatedTotal: rows.length },
	requestId: "run_1_1",
	runId: "run_1",
	...more,
});
const say = (status: number, body: object, headers: Record<string, string> = {}): HttpResponse => ({
	status,
	headers,
	body: JSON.stringify(body),
});

let network: SandboxNetwork;
let asked: RequestDescription[];
let now: number;
beforeEach(() => {
	now = at.getTime();
	asked = [];
	network = playHubSpot({ now: () => now, accountOf: () => null, change: (one) => network.apply(one) });
	network.seed();
});

/** What the sandbox answers to a request of Muster's. */
function play({ method, url, headers, body = "" }: RequestDescription): HttpResponse {
	const address = new URL(url);
	address.pathname = address.pathname.replace("/hubspot", "");
	const read = network.read({ method, url: address, headers, body });
	const answer = "apply" in read ? read.apply() : read;
	const text = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body);
	return { status: answer.status, headers: answer.headers ?? {}, body: text };
}

/** Holds a conversation to its end; `answer` may put other words into the network's mouth. */
function hold<I, T>(
	conversation: Conversation<I, T>,
	input: I,
	answer: (request: RequestDescription, asNamed: string) => HttpResponse = play,
): Turn<T> {
	let turn = conversation({ connection, input, memory: null, answer: null, at });
	for (let turns = 0; turns < 20 && (turn.kind === "ask" || turn.kind === "wait"); turns++) {
		const { request } = turn;
		asked.push(request);
		const said = answer(request, new URL(request.url).pathname.split("/").slice(-2).join(" "));
		turn = conversation({ connection, input, memory: turn.memory ?? null, answer: said, at });
	}
	return turn;
}
const deliver = (batch: Batch, answer?: Parameters<typeof hold>[2]) => {
	const turn = hold(hubSpotDefinition.deliver, batch, answer);
	return turn.kind === "done" ? Object.fromEntries(turn.value.byIndex) : turn;
};
const lists = () => {
	const prepare = hubSpotDefinition.prepareAudience;
	if (!prepare) throw new Error("HubSpot has lists");
	return hold(prepare, { name: "VIP (Muster a1)", description: "", ownId: "a1" });
};
const members = () => {
	const list = network.describeAudience("7") as {
		records: { id: string; identifiers: { email: string }; fields: Record<string, string> }[];
	};
	return list.records.map(({ id, identifiers, fields: { lastmodifieddate: _, ...fields } }) => ({
		id,
		...identifiers,
		...fields,
	}));
};
const bodyOf = (request?: RequestDescription) => JSON.parse(request?.body ?? "null");
const paths = () => asked.map(({ method, url }) => `${method} ${new URL(url).pathname.split("/").at(-1)}`);

describe("HubSpot", () => {
	it("names the account, and only the one that was meant", () => {
		expect(hold(hubSpotDefinition.test, { at })).toEqual({
			kind: "done",
			value: "HubSpot account 44112233 (standard)",
		});
		expect(readAccount(say(200, { portalId: 5, accountType: "STANDARD" }), "44112233")).toMatchObject({
			problem: {
				class: "config",
				message: expect.stringContaining("the HubSpot account 5, not to 44112233"),
			},
		});
	});

	it("finds a list by its name before it creates one, and only a list that takes people", () => {
		expect(lists()).toEqual({ kind: "done", value: "7" });
		expect(lists()).toEqual({ kind: "done", value: "7" });
		expect(asked.filter(({ method }) => method === "POST")).toHaveLength(1);
		expect(bodyOf(asked[1])).toEqual({
			name: "VIP (Muster a1)",
			objectTypeId: "0-1",
			processingType: "MANUAL",
		});
		const dynamic = { list: { listId: "9", name: "x", processingType: "DYNAMIC" } };
		expect(readFoundList(say(200, dynamic))).toMatchObject({ problem: { class: "config" } });
		expect(readFoundList({ status: 404, headers: {}, body: "<html>" })).toMatchObject({ ok: false });
	});

	it("creates and updates contacts by address, then puts them into the list by id", () => {
		lists();
		asked = [];
		const given = [row("ana@example.com", { fields: { plan: "pro" } }), row("bo@example.com")];
		expect(deliver(batchOf(given))).toEqual({
			0: { kind: "confirmed", remoteId: "101" },
			1: { kind: "confirmed", remoteId: "102" },
		});
		expect(bodyOf(asked[0])).toEqual({
			inputs: [
				{
					id: "ana@example.com",
					idProperty: "email",
					properties: { plan: "pro" },
					objectWriteTraceId: "ana@example.com",
				},
				{
					id: "bo@example.com",
					idProperty: "email",
					properties: {},
					objectWriteTraceId: "bo@example.com",
				},
			],
		});
		expect(`${asked[1]?.method} ${asked[1]?.url}`).toBe(
			"PUT http://sandbox/hubspot/crm/v3/lists/7/memberships/add",
		);
		expect(bodyOf(asked[1])).toEqual(["101", "102"]);
		// Again: nothing is doubled. Leaving: by the id known, or by a look-up.
		deliver(batchOf(given));
		expect(members()).toHaveLength(2);
		asked = [];
		const leaving = [
			row("ana@example.com", { remoteId: "101" }),
			row("bo@example.com"),
			row("cy@example.com"),
		];
		expect(deliver(batchOf(leaving, { operation: "remove" }))).toEqual({
			0: { kind: "confirmed" },
			1: { kind: "confirmed" },
			2: { kind: "missing", reason: "HubSpot has no contact with this address." },
		});
		expect(paths()).toEqual(["POST read", "PUT remove"]);
		expect(members()).toEqual([]);
		// The contact and what was said of it stay.
		const plan = deliver(batchOf([row("ana@example.com")]));
		expect(plan).toMatchObject({ 0: { remoteId: "101" } });
		expect(members()).toEqual([{ id: "101", email: "ana@example.com", plan: "pro" }]);
	});

	it.each([
		["123", "123"],
		["00123", "00123"],
		["+14155550123", "+14155550123"],
		["1e5", "1e5"],
		["true", "true"],
		["", ""],
		[null, ""],
		[12.5, "12.5"],
		[true, "true"],
		[["shoes", "hats"], "shoes;hats"],
	] as const)("sends %j as the text %j: no text becomes a number, nothing becomes 0", (value, sent) => {
		lists();
		asked = [];
		deliver(batchOf([row("ana@example.com", { fields: { phone: value } })]));
		expect(bodyOf(asked[0]).inputs[0].properties).toEqual({ phone: sent });
		expect(members()[0]).toEqual({
			id: "101",
			email: "ana@example.com",
			...(sent === "" ? {} : { phone: sent }),
		});
	});

	it("refuses a number that is none, and an unknown option, for that person only", () => {
		lists();
		const given = [
			row("ana@example.com", { fields: { score: "abc" } }),
			row("bo@example.com", { fields: { score: "12.5" } }),
			row("cy@example.com", { fields: { score: "" } }),
			row("di@example.com", { fields: { tier: "bronze" } }),
		];
		expect(deliver(batchOf(given))).toMatchObject({
			0: { kind: "rejected", isRetryable: false, reason: expect.stringContaining("not a number") },
			1: { kind: "confirmed" },
			2: { kind: "confirmed" },
			3: { kind: "rejected", isRetryable: false, reason: expect.stringContaining("options") },
		});
		expect(members().map(({ email }) => email)).toEqual(["bo@example.com", "cy@example.com"]);
	});

	it("sends one input for two people with one address, and settles both", () => {
		lists();
		asked = [];
		const given = [row("Ana@Example.com"), row("ana@example.com"), row("bo@example.com")];
		expect(deliver(batchOf(given))).toMatchObject({
			0: { kind: "confirmed", remoteId: "101" },
			1: { kind: "confirmed", remoteId: "101" },
			2: { kind: "confirmed", remoteId: "102" },
		});
		expect(bodyOf(asked[0]).inputs).toHaveLength(2);
	});

	it("takes an answer that names nobody for no answer, and one in another order by its trace ids", () => {
		lists();
		const rows = [row("ana@example.com"), row("bo@example.com"), row("cy@example.com")];
		const silent = deliver(batchOf(rows), () => say(200, { status: "COMPLETE", results: [], errors: [] }));
		expect(silent).toMatchObject({ 0: { kind: "unclear" }, 1: { kind: "unclear" }, 2: { kind: "unclear" } });
		const part = {
			status: "COMPLETE",
			numErrors: 1,
			results: [
				{ id: "3", properties: { email: "cy@example.com" } },
				{ id: "2", objectWriteTraceId: "bo@example.com", properties: {} },
			],
			errors: [
				{
					status: "error",
					category: "VALIDATION_ERROR",
					message: "x",
					context: { objectWriteTraceId: ["ana@example.com"] },
				},
			],
		};
		const done = { recordsIdsAdded: ["2"], recordIdsRemoved: [], recordIdsMissing: ["3"] };
		const outcome = deliver(batchOf(rows), ({ method }) =>
			method === "PUT" ? say(200, done) : say(207, part),
		);
		expect(outcome).toMatchObject({
			0: { kind: "rejected", isRetryable: false },
			1: { kind: "confirmed", remoteId: "2" },
			2: { kind: "rejected", isRetryable: true },
		});
		// A look-up that says nothing does not make a removal done.
		const empty = () => say(200, { status: "COMPLETE", results: [] });
		expect(deliver(batchOf(rows, { operation: "remove" }), empty)).toMatchObject({
			kind: "failed",
			problem: { class: "transient" },
		});
	});

	it("only updates who is there, where nobody shall be created", () => {
		lists();
		deliver(batchOf([row("ana@example.com")]));
		asked = [];
		const rows = [row("ana@example.com", { fields: { plan: "pro" } }), row("no@example.com")];
		expect(deliver(batchOf(rows, { isUpdateOnly: true }))).toEqual({
			0: { kind: "confirmed", remoteId: "101" },
			1: { kind: "missing", reason: "HubSpot has no contact with this address." },
		});
		expect(paths()).toEqual(["POST read", "POST update", "PUT add"]);
		expect(bodyOf(asked[1]).inputs).toEqual([
			{ id: "101", properties: { plan: "pro" }, objectWriteTraceId: "ana@example.com" },
		]);
		expect(members()).toEqual([{ id: "101", email: "ana@example.com", plan: "pro" }]);
	});

	it("gives the record the new address, unless another record has it", () => {
		lists();
		deliver(batchOf([row("old@example.com"), row("two@example.com"), row("taken@example.com")]));
		asked = [];
		const rows = [
			row("new@example.com", { former: { value: "old@example.com", remoteId: "101" } }),
			row("taken@example.com", { former: { value: "two@example.com" } }),
			row("late@example.com", { former: { value: "gone@example.com" } }),
		];
		expect(deliver(batchOf(rows))).toMatchObject({
			0: { kind: "confirmed", remoteId: "101" },
			1: { kind: "confirmed", remoteId: "103" },
			2: { kind: "confirmed", remoteId: "104" },
		});
		expect(paths()).toEqual(["POST read", "POST update", "POST upsert", "PUT add"]);
		expect(
			members()
				.map(({ id, email }) => `${id} ${email}`)
				.sort(),
		).toEqual([
			"101 new@example.com",
			"102 two@example.com",
			"103 taken@example.com",
			"104 late@example.com",
		]);
	});

	it("looks for whoever was merged into another record before it calls them removed", () => {
		lists();
		deliver(batchOf([row("ana@example.com")]));
		const gone = row("ana@example.com", { remoteId: "55" });
		expect(deliver(batchOf([gone], { operation: "remove" }))).toMatchObject({ 0: { kind: "confirmed" } });
		expect(members()).toEqual([]);
	});

	it("says that the plan is full, and goes on with who is there", () => {
		network.addAccount({ id: "44112233", accessToken: "sandbox-hubspot-token", mostContacts: 1 });
		lists();
		expect(deliver(batchOf([row("ana@example.com"), row("bo@example.com")]))).toMatchObject({
			0: { kind: "confirmed" },
			1: { kind: "rejected", isRetryable: true, reason: expect.stringContaining("no more contacts") },
		});
	});

	it("reads the properties that can be written, and checks options", () => {
		const read = readProperties(
			play({
				method: "GET",
				url: "http://sandbox/hubspot/crm/v3/properties/contacts",
				headers: { authorization: "Bearer sandbox-hubspot-token" },
			}),
		);
		if (!read.ok) throw new Error("not read");
		expect(read.value.map(({ name, type }) => `${name}: ${type}`)).toEqual([
			"firstname: text",
			"lastname: text",
			"phone: text",
			"company: text",
			"plan: text",
			"score: number",
			"tier: text",
			"interests: list",
			"renewal_date: date",
		]);
		const check = (name: string) => read.value.find((one) => one.name === name)?.check;
		expect(check("tier")?.("gold")).toBeNull();
		expect(check("tier")?.(null)).toBeNull();
		expect(check("tier")?.("bronze")).toContain("options");
		expect(check("interests")?.(["shoes", "socks"])).toContain("options");
	});

	it("reads who unsubscribed or bounced since then, to the last page", () => {
		const contacts = Array.from({ length: 450 }, (_, index) => ({
			id: String(index + 1),
			accountId: "44112233",
			identifiers: { email: `p${index}@example.com` },
			fields: {
				lastmodifieddate: String(now + index),
				...(index === 7 ? { hs_email_hard_bounce_reason_enum: "UNKNOWN_USER" } : { hs_email_optout: "true" }),
			},
		}));
		network.apply({ type: "records", records: contacts });
		const since = new Date(now + 5);
		const read = hubSpotDefinition.optOuts?.read;
		if (!read) throw new Error("HubSpot says who unsubscribed");
		const turn = hold(read, { since, at });
		if (turn.kind !== "done") throw new Error("not read");
		expect(turn.value.until).toEqual(at);
		expect(turn.value.optOuts).toHaveLength(445);
		expect(turn.value.optOuts[0]).toEqual({
			kind: "email",
			value: "p5@example.com",
			channel: "email",
			reason: "unsubscribed",
			at: since,
		});
		expect(turn.value.optOuts[2]).toMatchObject({ value: "p7@example.com", reason: "bounced" });
	});

	it.each([
		[401, { category: "EXPIRED_AUTHENTICATION" }, "auth"],
		[403, { category: "MISSING_SCOPES" }, "auth"],
		[400, { category: "VALIDATION_ERROR", message: "Duplicate IDs found" }, "bad_batch"],
		[
			400,
			{ category: "VALIDATION_ERROR", message: '[{"error":"PROPERTY_DOESNT_EXIST","name":"x"}]' },
			"config",
		],
		[409, { category: "CONFLICT", message: "Contact already exists" }, "bad_batch"],
		[400, { category: "X", message: "You have reached your contact limit" }, "refused"],
		[423, {}, "throttled"],
		[477, {}, "throttled"],
		[500, {}, "transient"],
		[502, {}, "transient"],
	] as const)("HTTP %i %j is %s", (status, body, expected) => {
		expect(readProblem(say(status, { status: "error", ...body })).class).toBe(expected);
	});

	it("waits as long as HubSpot's limits say", () => {
		const wait = (policyName: string, headers = {}) =>
			readProblem(say(429, { status: "error", category: "RATE_LIMITS", policyName }, headers)).retryAfterMs;
		expect(wait("SECONDLY")).toBe(1_000);
		expect(wait("TEN_SECONDLY_ROLLING")).toBe(10_000);
		expect(wait("DAILY")).toBe(3_600_000);
		expect(wait("DAILY", { "retry-after": "60" })).toBe(60_000);
		const pause = (left: string) =>
			hubSpotDefinition.readPause(
				say(
					200,
					{},
					{
						"x-hubspot-ratelimit-remaining": left,
						"x-hubspot-ratelimit-interval-milliseconds": "10000",
					},
				),
			);
		expect([pause("50"), pause("1")]).toEqual([0, 10_000]);
	});

	it("never writes whether someone may be messaged", () => {
		lists();
		asked = [];
		const given = batchOf([row("ana@example.com", { fields: { hs_email_optout: "false" } })], {
			fieldNames: ["hs_email_optout"],
		});
		expect(deliver(given)).toMatchObject({ kind: "failed", problem: { class: "config" } });
		expect(asked).toEqual([]);
	});

	it("says so when the list was deleted, and what was refused never names anyone", () => {
		const gone = say(404, { status: "error", category: "OBJECT_NOT_FOUND", message: "List does not exist" });
		expect(readListSize(gone)).toMatchObject({ problem: { class: "config" } });
		expect(deliver(batchOf([row("ana@example.com")]))).toMatchObject({
			kind: "failed",
			problem: { class: "config", message: expect.stringContaining("no longer in HubSpot") },
		});
		const named = readProblem(
			say(409, { status: "error", category: "CONFLICT", message: "Contact already exists: ana@example.com" }),
		);
		expect(JSON.stringify(named)).not.toContain("ana@example.com");
	});
});
