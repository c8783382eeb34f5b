import { describe, expect, it } from "vitest";
import { customerIoDefinition } from "@/lib/destinations/catalog/customerio/definition";
import { toAttributeValue } from "@/lib/destinations/catalog/customerio/to-attribute-value";
import type {
	Batch,
	BatchResult,
	BatchRow,
	HttpResponse,
	Memory,
	RequestDescription,
	Turn,
} from "@/lib/destinations/contract";

const connection = {
	settings: { region: "eu", siteId: "site" },
	credentials: { trackApiKey: "track", appApiKey: "app" },
};
const batch = (rows: readonly BatchRow[], given: Partial<Batch> = {}): Batch => ({
	operation: "add",
	audience: { id: "7", name: "VIP" },
	kinds: ["email"],
	rows,
	session: { id: "1", seq: 1, isLast: true, estimatedTotal: rows.length },
	requestId: "run_1",
	runId: "run",
	...given,
});
const row = (value: string, given: Partial<BatchRow> = {}): BatchRow => ({ kind: "email", value, ...given });
const answer = (body: unknown, status = 200): HttpResponse => ({
	status,
	headers: {},
	body: typeof body === "string" ? body : JSON.stringify(body),
});
const segment = answer({ segment: { id: 7, name: "VIP", type: "manual" } });
const twoPeople = batch([row("ann@example.com"), row("bob@example.com")]);

/** Plays the answers in turn; returns every request and the last turn. */
function converse(input: Batch, answers: readonly HttpResponse[]) {
	const requests: RequestDescription[] = [];
	let memory: Memory | null = null;
	let turn: Turn<BatchResult> | null = null;
	for (const heard of [null, ...answers]) {
		turn = customerIoDefinition.deliver({ connection, input, memory, answer: heard, at: new Date(0) });
		if (turn.kind !== "ask") break;
		requests.push(turn.request);
		memory = turn.memory ?? null;
	}
	const sent = requests.map(({ method, url, body }) => ({
		call: `${method} ${url.replace(/^https:\/\/(track|api)-eu\.customer\.io/, "")}`,
		body: body === undefined ? null : JSON.parse(body),
	}));
	return { sent, turn, requests };
}

describe("N-CIO-1: a value of an attribute at Customer.io", () => {
	it.each([
		["2025-06-10T02:30:00Z", 1_749_522_600],
		["2025-06-10T04:30:00.250+02:00", 1_749_522_600],
		["2025-06-10", 1_749_513_600],
		["1969-12-31", -86_400],
	])("is Unix seconds for the date %s", (text, seconds) => {
		expect(toAttributeValue(text)).toBe(seconds);
	});

	it.each([
		["01234"],
		["2024"],
		["May 12"],
		["1.2.3"],
		["+14155550123"],
		[1_749_522_600],
		["1749522600.5"],
		["2025-02-30"],
		["2025-13-01"],
		["2025-06-10T25:00:00Z"],
		["2025-06-10 02:30"],
		[" 2025-06-10"],
		[""],
		[true],
		[null],
	])("stays as it is: %j", (value) => {
		expect(toAttributeValue(value)).toBe(value);
	});

	it("stays as it is in a list", () => {
		const list = ["2025-06-10T02:30:00Z"];
		expect(toAttributeValue(list)).toBe(list);
	});
});

describe("what Customer.io is sent", () => {
	it("identifies people in the region's API, without a word on subscriptions, and then adds them to the segment", () => {
		const { sent, turn, requests } = converse(
			batch([
				row("ann@example.com", { fields: { plan: "pro", score: 0, city: null } }),
				row("bob@example.com"),
			]),
			[segment, answer({}), answer("")],
		);
		expect(sent).toEqual([
			{ call: "GET /v1/segments/7", body: null },
			{
				call: "POST /api/v2/batch",
				body: {
					batch: [
						{
							type: "person",
							action: "identify",
							identifiers: { email: "ann@example.com" },
							attributes: { plan: "pro", score: 0, city: null },
						},
						{
							type: "person",
							action: "identify",
							identifiers: { email: "bob@example.com" },
							attributes: {},
						},
					],
				},
			},
			{
				call: "POST /api/v1/segments/7/add_customers?id_type=email",
				body: { ids: ["ann@example.com", "bob@example.com"] },
			},
		]);
		expect(requests.map(({ headers }) => headers.authorization)).toEqual([
			"Bearer app",
			`Basic ${btoa("site:track")}`,
			`Basic ${btoa("site:track")}`,
		]);
		expect(turn).toMatchObject({ kind: "done", value: { others: "accepted" } });
	});

	it("removes people from the segment only", () => {
		const { sent } = converse({ ...twoPeople, operation: "remove" }, [segment, answer({})]);
		expect(sent.slice(1)).toEqual([
			{
				call: "POST /api/v1/segments/7/remove_customers?id_type=email",
				body: { ids: ["ann@example.com", "bob@example.com"] },
			},
		]);
	});

	it("names customer IDs as such", () => {
		const { sent } = converse(batch([row("01", { kind: "user_id" })]), [segment, answer({}), answer("")]);
		expect(sent[1]?.body.batch[0].identifiers).toEqual({ id: "01" });
		expect(sent[2]?.call).toBe("POST /api/v1/segments/7/add_customers?id_type=id");
	});

	it("never creates anyone when only people already there are brought up to date", () => {
		const { sent, turn } = converse({ ...twoPeople, isUpdateOnly: true }, [
			segment,
			answer({ identifiers: [{ cio_id: "c1", id: null, email: "Ann@Example.com" }], ids: [], next: "" }),
			answer({}),
			answer(""),
		]);
		expect(sent[1]?.body.filter.or).toHaveLength(2);
		expect(sent[2]?.body.batch).toEqual([
			expect.objectContaining({
				identifiers: { email: "ann@example.com" },
				attributes: { _update: true },
			}),
		]);
		expect(sent[3]?.body).toEqual({ ids: ["ann@example.com"] });
		expect(turn).toMatchObject({
			kind: "done",
			value: { byIndex: new Map([[1, { kind: "missing", reason: expect.any(String) }]]) },
		});
	});

	it("gives a record its new address by Customer.io's own id", () => {
		const { sent } = converse(batch([row("new@example.com", { former: { value: "old@example.com" } })]), [
			segment,
			answer({ identifiers: [{ cio_id: "c1", email: "old@example.com" }] }),
			answer({}),
			answer(""),
		]);
		expect(sent[2]?.body.batch).toEqual([
			expect.objectContaining({
				identifiers: { cio_id: "c1" },
				attributes: { email: "new@example.com" },
			}),
		]);
		expect(sent).toHaveLength(4);
	});

	it("leaves a record alone that has the new address already, delivers to it, and takes the old one out", () => {
		const { sent, turn } = converse(
			batch([row("new@example.com", { former: { value: "old@example.com" } })]),
			[
				segment,
				answer({
					identifiers: [
						{ cio_id: "c1", email: "old@example.com" },
						{ cio_id: "c2", email: "new@example.com" },
					],
				}),
				answer({}),
				answer(""),
				answer(""),
			],
		);
		expect(sent[2]?.body.batch[0].identifiers).toEqual({ email: "new@example.com" });
		expect(sent[4]).toEqual({
			call: "POST /api/v1/segments/7/remove_customers?id_type=email",
			body: { ids: ["old@example.com"] },
		});
		expect(turn?.kind).toBe("done");
	});

	it.each(["unsubscribed", "cio_subscription_preferences", "email"])("never maps to %s", (name) => {
		const { turn } = converse({ ...twoPeople, fieldNames: [name] }, []);
		expect(turn).toMatchObject({ kind: "failed", problem: { class: "config" } });
	});
});

describe("what Customer.io answers", () => {
	it("rejects the people that a 207 names and adds the others", () => {
		const error = { batch_index: 1, reason: "invalid", field: "email", message: "must be valid" };
		const { sent, turn } = converse(twoPeople, [segment, answer({ errors: [error] }, 207), answer("")]);
		expect(sent[2]?.body).toEqual({ ids: ["ann@example.com"] });
		expect(turn).toMatchObject({
			value: {
				byIndex: new Map([
					[1, { kind: "rejected", isRetryable: false, reason: expect.stringContaining("must be valid") }],
				]),
			},
		});
	});

	it.each([
		["a 207 without errors", answer({}, 207)],
		["a 207 that names nobody", answer({ errors: [{ reason: "bad" }] }, 207)],
		["a 207 beyond the batch", answer({ errors: [{ batch_index: 2 }] }, 207)],
		["another body", answer({ ok: true })],
		["no body", answer("")],
		["a page", answer("<html></html>")],
		["a 204", answer("", 204)],
		["a 503", answer("", 503)],
	])("is unclear of a batch: %s", (_name, heard) => {
		expect(converse(twoPeople, [segment, heard]).turn).toMatchObject({
			kind: "failed",
			problem: { class: "transient" },
		});
	});

	it.each([answer("<html></html>"), answer("", 204), answer({ ok: 1 }), answer("", 500)])(
		"is unclear of members: %j",
		(heard) => {
			expect(converse(twoPeople, [segment, answer({}), heard]).turn).toMatchObject({
				problem: { class: "transient" },
			});
		},
	);

	it.each([
		[401, "auth"],
		[403, "auth"],
		[429, "throttled"],
		[400, "bad_batch"],
		[413, "bad_batch"],
		[404, "config"],
	] as const)("means with %i: %s", (status, meaning) => {
		expect(converse(twoPeople, [segment, answer({ meta: { errors: ["x"] } }, status)]).turn).toMatchObject({
			kind: "failed",
			problem: { class: meaning },
		});
	});

	it.each([
		["is gone", answer({}, 404)],
		["is not a manual one", answer({ segment: { id: 7, type: "dynamic" } })],
	])("stops the sync when the segment %s", (_name, heard) => {
		expect(converse(twoPeople, [heard]).turn).toMatchObject({ problem: { class: "config" } });
	});
});

describe("the connection test", () => {
	const test = (answers: readonly HttpResponse[]) => {
		let memory: Memory | null = null;
		let turn: Turn<string> | null = null;
		for (const heard of [null, ...answers]) {
			turn = customerIoDefinition.test({
				connection,
				input: { at: new Date(0) },
				memory,
				answer: heard,
				at: new Date(0),
			});
			memory = turn.kind === "ask" ? (turn.memory ?? null) : null;
		}
		return turn;
	};
	const region = (name: string) =>
		answer({ url: "https://track-eu.customer.io", region: name, environment_id: 3 });

	it("names the workspace of both keys", () => {
		expect(test([region("eu"), answer({ workspaces: [{ id: 3, name: "Shop" }] })])).toEqual({
			kind: "done",
			value: "Shop",
		});
	});

	it("says when the region is another one, or the App key is of another workspace", () => {
		expect(test([region("us")])).toMatchObject({
			problem: { class: "config", message: expect.stringContaining("US") },
		});
		expect(test([region("eu"), answer({ workspaces: [{ id: 4, name: "Other" }] })])).toMatchObject({
			problem: { class: "config" },
		});
	});
});
