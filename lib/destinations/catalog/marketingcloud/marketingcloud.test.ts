import { describe, expect, it } from "vitest";
import { marketingCloudDefinition } from "@/lib/destinations/catalog/marketingcloud/definition";
import { readProblem } from "@/lib/destinations/catalog/marketingcloud/read-answers";
import { authAddressOf, extensionName } from "@/lib/destinations/catalog/marketingcloud/to-requests";
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

const connection: Connection = {
	settings: {
		restBaseUri: "https://mc563885gzs27c5t9.rest.marketingcloudapis.com/",
		clientId: "package-1",
		businessUnit: "510000001",
		folderId: "93800",
	},
	credentials: { clientSecret: "the-secret", accessToken: "the-token" },
};
const rest = "https://mc563885gzs27c5t9.rest.marketingcloudapis.com";
const row = (value: string, given: Partial<BatchRow> = {}): BatchRow => ({
	kind: "user_id",
	value,
	...given,
});
const batch = (rows: readonly BatchRow[], given: Partial<Batch> = {}): Batch => ({
	operation: "add",
	audience: { id: "syn_1", name: "VIP" },
	kinds: ["user_id"],
	rows,
	session: { id: "1", seq: 1, isLast: true, estimatedTotal: rows.length },
	requestId: "run_1",
	runId: "run",
	...given,
});
const answer = (body: unknown, status = 200): HttpResponse => ({
	status,
	headers: {},
	body: JSON.stringify(body),
});
const taken = answer({ requestId: "r1", resultMessages: [] }, 202);
const state = (requestStatus: string, hasErrors = false) =>
	answer({
		status: {
			requestStatus,
			resultStatus: hasErrors ? "Has Errors" : "OK",
			hasErrors,
			callDateTime: "2026-11-30",
		},
		requestId: "r1",
	});
const people = [row("u1"), row("u2"), row("u3")];

/** Plays a conversation to its end; of `inputs`, the last is what is left of the batch from then on. */
function converse(input: Batch, answers: readonly HttpResponse[], later: Batch = input) {
	const requests: RequestDescription[] = [];
	const waits: number[] = [];
	let memory: Memory | null = null;
	let turn: Turn<BatchResult> | null = null;
	for (const [index, given] of [null, ...answers].entries()) {
		turn = marketingCloudDefinition.deliver({
			connection,
			input: index === 0 ? input : later,
			memory,
			answer: given,
			at: new Date(0),
		});
		if (turn.kind === "done" || turn.kind === "failed") break;
		requests.push(turn.request);
		if (turn.kind === "wait") waits.push(turn.ms);
		memory = turn.memory ?? memory;
	}
	return { turn, requests, waits };
}
const resultOf = (turn: Turn<BatchResult> | null) => {
	if (turn?.kind !== "done") throw new Error(`not done: ${JSON.stringify(turn)}`);
	return turn.value;
};

describe("what Marketing Cloud is sent", () => {
	it("is asked for a token with the package's secret at the tenant's own address, for one business unit", () => {
		const { auth } = marketingCloudDefinition;
		if (auth?.kind !== "minted") throw new Error("minted");
		expect(auth.mint.build(connection, new Date(0))).toEqual({
			ok: true,
			value: {
				method: "POST",
				url: "https://mc563885gzs27c5t9.auth.marketingcloudapis.com/v2/token",
				headers: { accept: "application/json", "content-type": "application/json" },
				body: JSON.stringify({
					grant_type: "client_credentials",
					client_id: "package-1",
					client_secret: "the-secret",
					account_id: "510000001",
				}),
			},
		});
		const own = {
			...connection,
			settings: { ...connection.settings, restBaseUri: "https://proxy.example.com/mc" },
		};
		expect(authAddressOf(own)).toBe("https://proxy.example.com/mc");
	});

	it("gets one row for each key, its fields as text, and no field of whoever leaves", () => {
		const rows = [
			row("u1", { fields: { Tier: "gold", Orders: 3, IsPro: true, Cities: ["Lyon", "Oslo"], Note: null } }),
			row("U1", { fields: { Tier: "silver" } }),
			row("a@example.com", { kind: "email", fields: { Tier: "gold" } }),
		];
		const added = converse(batch(rows), []).requests[0];
		expect(added).toMatchObject({
			method: "PUT",
			url: `${rest}/data/v1/async/dataextensions/key:syn_1/rows`,
		});
		expect(JSON.parse(added?.body ?? "")).toEqual({
			items: [
				{
					Tier: "gold",
					Orders: "3",
					IsPro: "true",
					Cities: "Lyon, Oslo",
					Note: "",
					SubscriberKey: "u1",
					InAudience: true,
				},
				{ EmailAddress: "a@example.com", Tier: "gold", SubscriberKey: "a@example.com", InAudience: true },
			],
		});
		expect(JSON.parse(converse(batch(rows, { operation: "remove" }), []).requests[0]?.body ?? "")).toEqual({
			items: [
				{ SubscriberKey: "u1", InAudience: false },
				{ SubscriberKey: "a@example.com", InAudience: false },
			],
		});
	});

	it("has no name that its columns or data extensions refuse", () => {
		expect(extensionName('Loyal & "new" customers: 50% (Muster k3f9)')).toBe(
			"Loyal new customers 50 Muster k3f9",
		);
		const long = extensionName(`${"a".repeat(200)} (Muster k3f9)`);
		expect(long).toHaveLength(100);
		expect(long.endsWith("Muster k3f9")).toBe(true);
		const refuses = marketingCloudDefinition.mapping?.refusesOther ?? (() => "");
		expect(refuses("Plan tier")).toBeNull();
		for (const name of ["subscriberkey", "InAudience", "1st", "a.b", "", "a".repeat(101)])
			expect(refuses(name), name).not.toBeNull();
	});
});

describe("what Marketing Cloud answers", () => {
	it("asks until the rows are written, also where an answer does not say how far they are", () => {
		const answers = [
			taken,
			state("Pending"),
			answer({ requestId: "r1" }),
			state("Executing"),
			state("Complete"),
		];
		const { turn, requests, waits } = converse(batch(people), answers);
		expect(requests.slice(1).map(({ url }) => url)).toEqual(
			Array.from({ length: 4 }, () => `${rest}/data/v1/async/r1/status`),
		);
		expect(waits).toEqual([1_000, 2_000, 4_000]);
		expect(resultOf(turn)).toEqual({ others: "confirmed", byIndex: new Map(), invalidCount: 0 });
	});

	it("settles each row: done, again with the next run, or rejected with its text", () => {
		const results = answer({
			items: [
				{ status: "OK" },
				{
					status: "Error",
					message:
						"Transaction (Process ID 71) was deadlocked on lock resources with another process and has been chosen as the deadlock victim. Rerun the transaction. ",
				},
				{ status: "Error", message: "String or binary data would be truncated for u3@example.com" },
			],
		});
		const { turn } = converse(batch(people), [taken, state("Complete", true), results]);
		const { byIndex } = resultOf(turn);
		expect([...byIndex.keys()]).toEqual([1, 2]);
		expect(byIndex.get(1)).toMatchObject({ kind: "rejected", isRetryable: true });
		expect(byIndex.get(2)).toEqual({
			kind: "rejected",
			reason: "Marketing Cloud did not accept this row: String or binary data would be truncated for ….",
			isRetryable: false,
		});
	});

	it("settles two people with one key alike, and by key where rows were withheld meanwhile", () => {
		const rows = [row("u1"), row("U1"), row("u2")];
		const results = answer({ items: [{ status: "Error", message: "too long" }, { status: "OK" }] });
		const whole = resultOf(converse(batch(rows), [taken, state("Complete", true), results]).turn);
		expect([...whole.byIndex.keys()]).toEqual([0, 1]);
		const left = batch([row("u2"), row("u9")]);
		const rest = resultOf(converse(batch(rows), [taken, state("Complete", true), results], left).turn);
		expect([...rest.byIndex]).toMatchObject([[1, { kind: "unclear" }]]);
	});

	it("counts on nothing when it ends without an answer for each row", () => {
		const unclear = (answers: HttpResponse[]) =>
			[...resultOf(converse(batch(people), answers).turn).byIndex.values()].map(({ kind }) => kind);
		const all = ["unclear", "unclear", "unclear"];
		expect(unclear([taken, state("Error")])).toEqual(all);
		expect(unclear([taken, state("Complete", true), answer({ items: [{ status: "OK" }] })])).toEqual(all);
		expect(unclear([taken, ...Array.from({ length: 65 }, () => state("Pending"))])).toEqual(all);
	});

	it("tells what passes from what someone must mend", () => {
		const of = (body: unknown, status: number) => readProblem(answer(body, status)).class;
		const save = { message: "Unable to save rows for data extension ID 1", errorcode: 10_006 };
		expect(of(save, 400)).toBe("transient");
		expect(of({ ...save, additionalErrors: [{ message: "no such column" }] }, 400)).toBe("config");
		expect(of({ message: "Not Authorized" }, 401)).toBe("auth");
		expect(of({ message: "Forbidden" }, 403)).toBe("auth");
		expect(of({}, 404)).toBe("config");
		expect(of({}, 429)).toBe("throttled");
		expect(of({}, 503)).toBe("transient");
		expect(readProblem(answer({ message: "bad address ann@example.com" }, 400)).detail).not.toContain("ann@");
	});
});
