import { describe, expect, it } from "vitest";
import { iterableDefinition } from "@/lib/destinations/catalog/iterable/definition";
import type {
	Batch,
	BatchResult,
	BatchRow,
	Connection,
	HttpResponse,
	Memory,
	RequestDescription,
	Turn,
} from "@/lib/destinations/contract";

const connection = (projectType = "email", dataCenter = "eu"): Connection => ({
	settings: { projectType, dataCenter },
	credentials: { apiKey: "server-side-key" },
});
const row = (value: string, given: Partial<BatchRow> = {}): BatchRow => ({ kind: "email", value, ...given });
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
const answer = (body: unknown, status = 200): HttpResponse => ({
	status,
	headers: {},
	body: typeof body === "string" ? body : JSON.stringify(body),
});
const all = answer({ successCount: 3, failCount: 0, failedUpdates: {} });
const people = [row("u1@example.com"), row("u2@example.com"), row("u3@example.com")];

function converse(input: Batch, answers: readonly HttpResponse[], at = connection()) {
	const requests: RequestDescription[] = [];
	let memory: Memory | null = null;
	let turn: Turn<BatchResult> | null = null;
	for (const heard of [null, ...answers]) {
		turn = iterableDefinition.deliver({ connection: at, input, memory, answer: heard, at: new Date(0) });
		if (turn.kind !== "ask") break;
		requests.push(turn.request);
		memory = turn.memory ?? null;
	}
	const sent = requests.map(({ url, body }) => ({
		path: url.replace("https://api.eu.iterable.com", ""),
		body: JSON.parse(body ?? "null"),
	}));
	return { sent, turn, requests };
}
const resultOf = (turn: Turn<BatchResult> | null): BatchResult => {
	if (turn?.kind !== "done") throw new Error(`not done: ${JSON.stringify(turn)}`);
	return turn.value;
};

describe("what Iterable is sent", () => {
	it("puts people on the list with their fields, in the data center chosen, the key in a header", () => {
		const { sent, turn, requests } = converse(
			batch([row("ann@example.com", { fields: { tier: "gold", zip: "01234", city: null } })]),
			[answer({ successCount: 1, failCount: 0 })],
		);
		expect(sent).toEqual([
			{
				path: "/api/lists/subscribe",
				body: {
					listId: 7,
					updateExistingUsersOnly: false,
					subscribers: [{ email: "ann@example.com", dataFields: { tier: "gold", zip: "01234", city: null } }],
				},
			},
		]);
		expect(requests[0]?.headers["api-key"]).toBe("server-side-key");
		expect(resultOf(turn)).toEqual({ others: "confirmed", byIndex: new Map(), invalidCount: 0 });
	});

	it("is sent to the US otherwise", () => {
		const [request] = converse(batch(people), [], connection("email", "us")).requests;
		expect(request?.url).toBe("https://api.iterable.com/api/lists/subscribe");
	});

	it("takes people off the list and never out of the channel", () => {
		const { sent } = converse(batch(people, { operation: "remove" }), [all]);
		expect(sent).toEqual([
			{
				path: "/api/lists/unsubscribe",
				body: {
					listId: 7,
					subscribers: people.map(({ value }) => ({ email: value })),
					channelUnsubscribe: false,
				},
			},
		]);
	});

	it("names user IDs as such in a project by user ID", () => {
		const { sent } = converse(batch([row("01", { kind: "user_id" })]), [], connection("user_id"));
		expect(sent[0]?.body.subscribers).toEqual([{ userId: "01", preferUserId: true, dataFields: {} }]);
	});

	it.each([
		["email", "user_id"],
		["user_id", "email"],
	])("sends nothing to a project by %s of people by %s", (type, kind) => {
		expect(converse(batch([row("1", { kind })]), [], connection(type)).turn).toMatchObject({
			problem: { class: "config" },
		});
		expect(converse(batch([row("1", { kind })]), [], connection("hybrid")).sent).toHaveLength(1);
	});

	it("creates no one when only people already there are brought up to date", () => {
		const { sent, turn } = converse(batch(people, { isUpdateOnly: true }), [
			answer({ successCount: 2, failCount: 1, failedUpdates: { notFoundEmails: ["U1@Example.com"] } }),
		]);
		expect(sent[0]?.body.updateExistingUsersOnly).toBe(true);
		expect(resultOf(turn).byIndex.get(0)).toMatchObject({ kind: "missing" });
	});

	it.each(["emailListIds", "unsubscribedChannelIds", "email"])("never maps to %s", (name) => {
		expect(converse(batch(people, { fieldNames: [name] }), []).turn).toMatchObject({
			problem: { class: "config" },
		});
	});
});

describe("N-ITB-1: whoever changed their address", () => {
	const moved = batch([row("new@example.com", { former: { value: "old@example.com" } })]);
	const done = answer({ successCount: 1, failCount: 0 });

	it("keeps the user there, who gets the new address first", () => {
		const { sent } = converse(moved, [answer({ msg: "", code: "Success", params: null }), done]);
		expect(sent.map(({ path }) => path)).toEqual(["/api/users/updateEmail", "/api/lists/subscribe"]);
		expect(sent[0]?.body).toEqual({ currentEmail: "old@example.com", newEmail: "new@example.com" });
	});

	it("is delivered to by the new address when another user has it, and the former user leaves the list", () => {
		const taken = answer({ msg: "already exists", code: "BadParams", params: null }, 400);
		const { sent, turn } = converse(moved, [taken, done, done]);
		expect(sent.map(({ path }) => path)).toEqual([
			"/api/users/updateEmail",
			"/api/lists/unsubscribe",
			"/api/lists/subscribe",
		]);
		expect(sent[1]?.body).toMatchObject({
			subscribers: [{ email: "old@example.com" }],
			channelUnsubscribe: false,
		});
		expect(resultOf(turn).others).toBe("confirmed");
	});

	it.each([answer("", 200), answer("<html></html>", 400), answer("", 503)])(
		"is unclear after %j",
		(heard) => {
			expect(converse(moved, [heard]).turn?.kind).toBe("failed");
		},
	);

	it("changes a limited number of addresses in a batch; the others follow", () => {
		const many = Array.from({ length: 102 }, (_, n) =>
			row(`new${n}@example.com`, { former: { value: `old${n}@example.com` } }),
		);
		const moves = many.slice(0, 100).map(() => answer({ msg: "", code: "Success" }));
		const { turn } = converse(batch(many), [...moves, answer({ successCount: 100, failCount: 0 })]);
		const { byIndex } = resultOf(turn);
		expect([...byIndex.keys()]).toEqual([100, 101]);
		expect(byIndex.get(100)).toMatchObject({ kind: "rejected", isRetryable: true });
	});
});

describe("N-ITB-1: what Iterable answers", () => {
	it("names failures by value, in any case", () => {
		const { turn } = converse(batch(people), [
			answer({
				successCount: 1,
				failCount: 2,
				failedUpdates: {
					invalidEmails: ["U2@example.com"],
					forgottenEmails: ["u3@example.com"],
					notFoundEmails: [],
					conflictUserIds: [],
				},
			}),
		]);
		const { others, byIndex } = resultOf(turn);
		expect(others).toBe("confirmed");
		expect([...byIndex]).toEqual([
			[1, { kind: "rejected", isRetryable: false, reason: expect.stringContaining("invalid") }],
			[2, { kind: "rejected", isRetryable: false, reason: expect.stringContaining("forgotten") }],
		]);
	});

	it.each(["notFoundEmails", "forgottenEmails"])("takes someone in %s for gone when removing", (name) => {
		const { turn } = converse(batch(people, { operation: "remove" }), [
			answer({ successCount: 2, failCount: 1, failedUpdates: { [name]: ["u1@example.com"] } }),
		]);
		expect(resultOf(turn)).toMatchObject({
			others: "confirmed",
			byIndex: new Map([[0, { kind: "confirmed" }]]),
		});
	});

	it("does not take one user ID for another in another case", () => {
		const ids = ["a", "A"].map((value) => row(value, { kind: "user_id" }));
		const heard = answer({ successCount: 1, failCount: 1, failedUpdates: { conflictUserIds: ["A"] } });
		expect([...resultOf(converse(batch(ids), [heard], connection("user_id")).turn).byIndex.keys()]).toEqual([
			1,
		]);
	});

	it.each([{}, { invalidEmails: ["someone@example.com"] }])(
		"believes no row of a failure that names none of them: %j",
		(failedUpdates) => {
			const heard = answer({ successCount: 2, failCount: 1, failedUpdates });
			expect(resultOf(converse(batch(people), [heard]).turn).others).toBe("unclear");
		},
	);

	it.each([
		[answer({ msg: "Invalid API key", code: "BadApiKey" }, 401), "auth"],
		[answer("Too Many Requests", 429), "throttled"],
		[answer({ msg: "List 7 does not exist", code: "BadParams" }, 400), "config"],
		[answer({ msg: "bad", code: "BadJsonBody" }, 400), "bad_batch"],
		[answer("", 413), "bad_batch"],
		[answer("", 502), "transient"],
	] as const)("means by %j: %s", (heard, meaning) => {
		expect(converse(batch(people), [heard]).turn).toMatchObject({ problem: { class: meaning } });
	});

	it("keeps addresses out of the details", () => {
		const heard = answer({ msg: "No user with email ann@example.com", code: "BadParams" }, 400);
		expect(JSON.stringify(converse(batch(people), [heard]).turn)).not.toContain("ann@");
	});

	it("reads a size that is plain text", () => {
		const turn = iterableDefinition.readSize?.({
			connection: connection(),
			input: { audienceId: "7" },
			memory: null,
			answer: answer("1234"),
			at: new Date(0),
		});
		expect(turn).toMatchObject({ kind: "done", value: { lower: 1234, upper: 1234 } });
	});
});
