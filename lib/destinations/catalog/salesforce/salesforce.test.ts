import { beforeEach, describe, expect, it } from "vitest";
import { salesforceDefinition } from "@/lib/destinations/catalog/salesforce/definition";
import { readFields } from "@/lib/destinations/catalog/salesforce/read-fields";
import { readProblem } from "@/lib/destinations/catalog/salesforce/read-outcome";
import { buildDescribe, quote } from "@/lib/destinations/catalog/salesforce/to-requests";
import type {
	Batch,
	BatchRow,
	Connection,
	Conversation,
	HttpResponse,
	RequestDescription,
	Turn,
} from "@/lib/destinations/contract";
import { playSalesforce } from "@/lib/destinations/server/sandbox/salesforce-network";
import type { SandboxNetwork } from "@/lib/destinations/server/sandbox/sandbox-network";
import { authorizeUrl } from "@/lib/destinations/token-endpoint";

const app = salesforceDefinition.sandboxConnection("http://sandbox");
const connection: Connection = {
	settings: { ...app.settings, externalIdField: "Customer_ID__c" },
	credentials: { ...app.credentials, accessToken: "sandbox-salesforce-token" },
};
const at = new Date("2026-12-01T00:00:00Z");
const row = (value: string, more: Partial<BatchRow> = {}): BatchRow => ({ kind: "email", value, ...more });
const batchOf = (rows: readonly BatchRow[], more: Partial<Batch> = {}): Batch => ({
	operation: "add",
	audience: { id: "701000000000000001", name: "VIP" },
	kinds: ["email"],
	rows,
	session: { id: "1", seq: 1, isLast: true, estimatedTotal: rows.length },
	requestId: "run_1_1",
	runId: "run_1",
	...more,
});
const say = (status: number, body: unknown, headers: Record<string, string> = {}): HttpResponse => ({
	status,
	headers,
	body: JSON.stringify(body),
});

let network: SandboxNetwork;
let asked: RequestDescription[];
beforeEach(() => {
	asked = [];
	network = playSalesforce({ now: () => 0, accountOf: () => null, change: (one) => network.apply(one) });
	network.seed();
});

function play({ method, url, headers, body = "" }: RequestDescription): HttpResponse {
	const address = new URL(url);
	address.pathname = address.pathname.replace("/salesforce", "");
	const read = network.read({ method, url: address, headers, body });
	const answer = "apply" in read ? read.apply() : read;
	return { status: answer.status, headers: {}, body: JSON.stringify(answer.body) };
}

function hold<I, T>(
	conversation: Conversation<I, T>,
	input: I,
	answer: (request: RequestDescription) => HttpResponse = play,
): Turn<T> {
	let turn = conversation({ connection, input, memory: null, answer: null, at });
	for (let turns = 0; turns < 20 && (turn.kind === "ask" || turn.kind === "wait"); turns++) {
		asked.push(turn.request);
		const said = answer(turn.request);
		turn = conversation({ connection, input, memory: turn.memory ?? null, answer: said, at });
	}
	return turn;
}
const deliver = (batch: Batch, answer?: Parameters<typeof hold>[2]) => {
	const turn = hold(salesforceDefinition.deliver, batch, answer);
	return turn.kind === "done" ? Object.fromEntries(turn.value.byIndex) : turn;
};
const prepare = (name = "VIP (Muster a1)") => {
	if (!salesforceDefinition.prepareAudience) throw new Error("Salesforce has campaigns");
	return hold(salesforceDefinition.prepareAudience, { name, description: "", ownId: "a1" });
};
const members = () => {
	const list = network.describeAudience("701000000000000001") as {
		records: { identifiers: Record<string, string>; fields: Record<string, unknown> }[];
	};
	return list.records.map(({ identifiers, fields }) => ({ ...identifiers, ...fields }));
};
const records = (request?: RequestDescription) => JSON.parse(request?.body ?? "null").records;
const person = (number: number) => `003${String(number).padStart(15, "0")}`;

describe("Salesforce", () => {
	it("asks for access at the organization's own address, with PKCE", () => {
		if (salesforceDefinition.auth?.kind !== "oauth2") throw new Error("Salesforce has OAuth");
		const redirectAddress = "https://muster.example/api/oauth/callback";
		const url = new URL(
			authorizeUrl(salesforceDefinition.auth, connection, {
				state: "s",
				verifier: "v".repeat(43),
				redirectAddress,
			}),
		);
		expect(url.pathname).toBe("/salesforce/services/oauth2/authorize");
		expect(Object.fromEntries(url.searchParams)).toMatchObject({
			scope: "api refresh_token",
			code_challenge_method: "S256",
		});
		expect(hold(salesforceDefinition.test, { at })).toEqual({ kind: "done", value: "Sandbox organization" });
	});

	it("finds a campaign by its name, whatever is in it, before it creates one", () => {
		const name = `O'Brien \\ "VIP"\nnew`;
		expect(prepare(name)).toEqual({ kind: "done", value: "701000000000000001" });
		expect(prepare(name)).toEqual({ kind: "done", value: "701000000000000001" });
		expect(asked.filter(({ method }) => method === "POST")).toHaveLength(1);
		expect(quote("a' OR Name != '")).toBe("'a\\' OR Name != \\''");
	});

	it("creates nobody where only those already there are wanted", () => {
		prepare();
		deliver(batchOf([row("ana@example.com")]));
		asked = [];
		const rows = [row("ana@example.com", { fields: { Phone: "00123" } }), row("no@example.com")];
		expect(deliver(batchOf(rows, { isUpdateOnly: true }))).toMatchObject({
			0: { kind: "confirmed", remoteId: person(1) },
			1: { kind: "missing" },
		});
		expect(asked.map(({ method }) => method)).toEqual(["GET", "PATCH", "POST"]);
		expect(JSON.parse(asked[1]?.body ?? "")).toEqual({
			allOrNone: false,
			records: [{ attributes: { type: "Contact" }, id: person(1), Phone: "00123" }],
		});
		expect(members()).toEqual([{ Email: "ana@example.com", LastName: "(unknown)", Phone: "00123" }]);
	});

	it("clears with null and keeps text as it is", () => {
		prepare();
		const given = [
			row("c1@example.com", { fields: { Plan__c: "gold", Score__c: 12.5 } }),
			row("c2@example.com", { fields: { Plan__c: null, Phone: "+1" } }),
			row("c3@example.com", { fields: { Plan__c: 'say "hi"\nnow', Phone: "" } }),
			row("c4@example.com", { fields: { Plan__c: "#N/A" } }),
		];
		deliver(batchOf(given));
		asked = [];
		deliver(batchOf(given));
		expect(
			records(asked[1]).map(({ attributes: _, id: __, ...fields }: Record<string, unknown>) => fields),
		).toEqual([
			{ Plan__c: "gold", Score__c: 12.5 },
			{ Plan__c: null, Phone: "+1" },
			{ Plan__c: 'say "hi"\nnow', Phone: null },
			{ Plan__c: "#N/A" },
		]);
		expect(members().map((one) => ("Plan__c" in one ? one.Plan__c : null))).toEqual([
			"gold",
			null,
			'say "hi"\nnow',
			"#N/A",
		]);
	});

	it("settles each contact by its own answer", () => {
		prepare();
		const given = [
			row("ana@example.com", { fields: { Tier__c: "bronze" } }),
			row("bo@example.com", { fields: { Tier__c: "gold" } }),
		];
		expect(deliver(batchOf(given))).toMatchObject({
			0: { kind: "rejected", isRetryable: false, reason: expect.stringContaining("picklist") },
			1: { kind: "confirmed" },
		});
		// A member already is one; a locked row is tried again.
		expect(deliver(batchOf(given.slice(1)))).toMatchObject({ 0: { kind: "confirmed" } });
		const locked = [{ success: false, errors: [{ statusCode: "UNABLE_TO_LOCK_ROW", message: "x" }] }];
		expect(
			deliver(batchOf(given.slice(1)), (request) =>
				request.method === "PATCH" ? say(200, locked) : play(request),
			),
		).toMatchObject({ 0: { kind: "rejected", isRetryable: true } });
		// An answer of another length says nothing of anyone.
		expect(
			deliver(batchOf(given.slice(1)), (request) =>
				request.method === "PATCH" ? say(200, []) : play(request),
			),
		).toMatchObject({ kind: "failed", problem: { class: "transient" } });
	});

	it("creates nobody twice when the answer to a creation was an error", () => {
		prepare();
		let isFirst = true;
		const outcome = deliver(batchOf([row("ana@example.com")]), (request) => {
			const answer = play(request);
			if (request.method !== "POST" || !isFirst) return answer;
			isFirst = false;
			return say(500, [{ errorCode: "UNKNOWN_EXCEPTION" }]);
		});
		expect(outcome).toMatchObject({ 0: { kind: "confirmed", remoteId: person(1) } });
		expect(asked.filter(({ body }) => body?.includes('"LastName"'))).toHaveLength(1);
	});

	it("does not guess between two contacts with one address", () => {
		prepare();
		const both = [1, 2].map((number) => ({ Id: person(number), Email: "Ana@example.com" }));
		const twins = () => say(200, { totalSize: 2, done: true, records: both });
		expect(deliver(batchOf([row("ana@example.com")]), twins)).toMatchObject({
			0: { kind: "rejected", isRetryable: true, reason: expect.stringContaining("Merge") },
		});
	});

	it("ends the membership and leaves the contact", () => {
		prepare();
		deliver(batchOf([row("ana@example.com"), row("bo@example.com")]));
		const leaving = [
			row("ana@example.com", { remoteId: person(1) }),
			row("bo@example.com"),
			row("no@example.com"),
		];
		expect(deliver(batchOf(leaving, { operation: "remove" }))).toMatchObject({
			0: { kind: "confirmed" },
			1: { kind: "confirmed" },
			2: { kind: "missing" },
		});
		expect(members()).toEqual([]);
		expect(deliver(batchOf([row("ana@example.com")]))).toMatchObject({ 0: { remoteId: person(1) } });
	});

	it("gives the contact the new address, unless another has it", () => {
		prepare();
		deliver(batchOf([row("old@example.com"), row("two@example.com"), row("taken@example.com")]));
		const rows = [
			row("new@example.com", { former: { value: "old@example.com" } }),
			row("taken@example.com", { former: { value: "two@example.com", remoteId: person(2) } }),
		];
		expect(deliver(batchOf(rows))).toMatchObject({
			0: { kind: "confirmed", remoteId: person(1) },
			1: { kind: "confirmed", remoteId: person(3) },
		});
		expect(members().map((one) => ("Email" in one ? one.Email : ""))).toEqual([
			"new@example.com",
			"two@example.com",
			"taken@example.com",
		]);
	});

	it("finds people by the field that holds the customer ID, and asks in addresses that fit", () => {
		prepare();
		const rows = Array.from({ length: 200 }, (_, index) => ({
			kind: "user_id",
			value: `${String(index).padStart(3, "0")}${"x".repeat(100)}`,
		}));
		const outcome = deliver(batchOf(rows, { kinds: ["user_id"] }));
		expect(Object.values(outcome).every((one) => (one as { kind: string }).kind === "confirmed")).toBe(true);
		expect(Math.max(...asked.map(({ url }) => url.length))).toBeLessThan(16_000);
		expect(members()).toHaveLength(200);
		const [email, customer] = salesforceDefinition.identifierKinds;
		expect(email?.toRemoteKey(" Ana@Example.com", app)).toBe("ana@example.com");
		expect(customer?.toRemoteKey("1", app)).toBeNull();
	});

	it("reads the fields that can be written, without those of consent", () => {
		const read = readFields(play(buildDescribe(connection)));
		if (!read.ok) throw new Error("not read");
		const names = read.value.map(({ name }) => name);
		expect(names).toContain("Score__c");
		expect(names).not.toContain("Email");
		expect(names).not.toContain("HasOptedOutOfEmail");
		const tier = read.value.find(({ name }) => name === "Tier__c");
		expect([tier?.check?.("gold"), tier?.check?.(null)]).toEqual([null, null]);
		expect(tier?.check?.("bronze")).toContain("picklist");
		expect(deliver(batchOf([row("a@b.co")], { fieldNames: ["HasOptedOutOfEmail"] }))).toMatchObject({
			problem: { class: "config" },
		});
	});

	it("stops when the campaign was deleted", () => {
		expect(deliver(batchOf([row("ana@example.com")]))).toMatchObject({
			kind: "failed",
			problem: { class: "config", message: expect.stringContaining("no longer in Salesforce") },
		});
	});

	it.each([
		[401, "INVALID_SESSION_ID", "auth"],
		[403, "REQUEST_LIMIT_EXCEEDED", "throttled"],
		[403, "INSUFFICIENT_ACCESS", "auth"],
		[400, "INVALID_FIELD", "config"],
		[400, "JSON_PARSER_ERROR", "bad_batch"],
		[400, "STORAGE_LIMIT_EXCEEDED", "refused"],
		[404, "NOT_FOUND", "config"],
		[500, "UNKNOWN_EXCEPTION", "transient"],
		[503, "SERVER_UNAVAILABLE", "transient"],
	] as const)("HTTP %i %s is %s, without the vendor's words", (status, errorCode, expected) => {
		const problem = readProblem(say(status, [{ errorCode, message: "ana@example.com" }]));
		expect(problem.class).toBe(expected);
		expect(JSON.stringify(problem)).not.toContain("ana@example.com");
	});

	it("leaves the last of the day's requests to others", () => {
		const pause = (usage: string) =>
			salesforceDefinition.readPause(say(200, {}, { "sforce-limit-info": usage }));
		expect(pause("api-usage=18/5000")).toBe(0);
		expect(pause("api-usage=4800/5000")).toBe(300_000);
	});
});
