import { expect, it } from "vitest";
import { klaviyoDefinition } from "@/lib/destinations/catalog/klaviyo/definition";
import type {
	Batch,
	BatchResult,
	HttpResponse,
	Memory,
	RequestDescription,
} from "@/lib/destinations/contract";

const connection = klaviyoDefinition.sandboxConnection("http://localhost:1");
const batch = (values: readonly string[], more: Partial<Batch> = {}): Batch => ({
	operation: "add",
	audience: { id: "LIST", name: "Muster: test" },
	kinds: ["email"],
	rows: values.map((value) => ({ kind: "email", value })),
	session: { id: "1", seq: 1, isLast: true, estimatedTotal: values.length },
	requestId: "r",
	runId: "run",
	...more,
});
const say = (status: number, body?: object): HttpResponse => ({
	status,
	headers: {},
	body: body ? JSON.stringify(body) : "",
});

function play(input: Batch, answers: readonly HttpResponse[]) {
	const requests: RequestDescription[] = [];
	let memory: Memory | null = null;
	for (const answer of [null, ...answers]) {
		const turn = klaviyoDefinition.deliver({ connection, input, memory, answer, at: new Date(0) });
		if (turn.kind === "failed") throw new Error(turn.problem.message);
		if (turn.kind === "done") return { requests, result: turn.value satisfies BatchResult };
		requests.push(turn.request);
		memory = turn.memory ?? null;
	}
	return { requests, result: null };
}

const job = (status: string, total: number, failed: number) =>
	say(200, {
		data: {
			attributes: {
				status,
				total_count: total,
				completed_count: total - failed,
				failed_count: failed,
			},
		},
	});
const created = say(202, { data: { type: "profile-bulk-import-job", id: "J1" } });
const four = ["a@example.com", "b@example.com", "c@example.com", "d@example.com"];
const profiles = (known: Record<string, string>) =>
	say(200, {
		data: Object.entries(known).map(([email, id]) => ({ type: "profile", id, attributes: { email } })),
	});

it("reads the errors of a complete job over all pages, and subscribes no one (N-KLV-2)", () => {
	const next = "https://elsewhere.example/api/x?page%5Bcursor%5D=two";
	const { requests, result } = play(batch(four), [
		created,
		job("processing", 4, 0),
		job("complete", 4, 1),
		say(200, {
			data: [
				{
					attributes: {
						code: "invalid",
						source: { pointer: "/data/attributes/profiles/data/3/attributes/email" },
					},
				},
			],
			links: { next },
		}),
		say(200, { data: [], links: { next: null } }),
	]);
	expect([...(result?.byIndex ?? [])]).toMatchObject([[3, { kind: "rejected", isRetryable: false }]]);
	expect(result?.others).toBe("confirmed");
	expect(requests).toHaveLength(5);
	// The key goes nowhere but to the connection's own address.
	expect(requests.every(({ url }) => new URL(url).origin === "http://localhost:1")).toBe(true);
	expect(JSON.stringify(requests)).not.toContain("subscri");
});

it("takes a job that does not account for everyone for unconfirmed", () => {
	for (const end of [job("complete", 3, 0), job("cancelled", 4, 0)]) {
		const { result } = play(batch(four), [created, end]);
		expect([...(result?.byIndex.values() ?? [])].map(({ kind }) => kind)).toEqual(
			new Array(4).fill("unclear"),
		);
	}
});

it("keeps the types of custom properties, clears what is empty, and keeps own attributes apart", () => {
	const fields = { first_name: "Ann", zip: "00123", ltv: 12.5, vip: false, plan: null };
	const { requests } = play(batch([], { rows: [{ kind: "email", value: "a@example.com", fields }] }), []);
	expect(JSON.parse(requests[0]?.body ?? "").data).toEqual({
		type: "profile-bulk-import-job",
		attributes: {
			profiles: {
				data: [
					{
						type: "profile",
						attributes: {
							email: "a@example.com",
							first_name: "Ann",
							properties: { zip: "00123", ltv: 12.5, vip: false, plan: null },
						},
					},
				],
			},
		},
		relationships: { lists: { data: [{ type: "list", id: "LIST" }] } },
	});
});

it("removes by the ids of those it finds; who is not there is out already", () => {
	const { requests, result } = play(batch(four, { operation: "remove" }), [
		profiles({ "a@example.com": "P1", "c@example.com": "P3" }),
		say(204),
	]);
	expect(JSON.parse(requests[1]?.body ?? "")).toEqual({
		data: [
			{ type: "profile", id: "P1" },
			{ type: "profile", id: "P3" },
		],
	});
	expect(result).toMatchObject({ others: "confirmed", byIndex: new Map() });
});

const moved = batch([], {
	rows: [{ kind: "email", value: "new@example.com", former: { value: "old@example.com" } }],
});

it("gives a profile the new address and creates no second", () => {
	const { requests, result } = play(moved, [
		profiles({ "old@example.com": "P1" }),
		say(200, { data: { type: "profile", id: "P1" } }),
		created,
		job("complete", 1, 0),
	]);
	expect(requests[1]).toMatchObject({ method: "PATCH", url: expect.stringMatching(/\/profiles\/P1$/) });
	expect(result).toMatchObject({ others: "confirmed", byIndex: new Map() });
});

it("leaves a profile alone that has the new address, and takes the former one out (N-KLV-1)", () => {
	const conflict = say(409, { errors: [{ code: "duplicate_profile" }] });
	for (const before of [
		[profiles({ "old@example.com": "P1", "new@example.com": "P2" })],
		[profiles({ "old@example.com": "P1" }), conflict],
	]) {
		const { requests, result } = play(moved, [...before, say(204), created, job("complete", 1, 0)]);
		const leave = requests.find(({ method }) => method === "DELETE");
		expect(JSON.parse(leave?.body ?? "")).toEqual({ data: [{ type: "profile", id: "P1" }] });
		expect(requests.some(({ url }) => url.includes("profiles/P2"))).toBe(false);
		expect(result).toMatchObject({ others: "confirmed", byIndex: new Map() });
	}
});

it("creates no one where only those already there are wanted", () => {
	const { requests, result } = play(batch(four.slice(0, 2), { isUpdateOnly: true }), [
		profiles({ "b@example.com": "P2" }),
		created,
		job("complete", 1, 0),
	]);
	expect(requests[1]?.body).not.toContain("a@example.com");
	expect([...(result?.byIndex ?? [])]).toMatchObject([[0, { kind: "missing" }]]);
});
