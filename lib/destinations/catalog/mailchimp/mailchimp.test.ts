import Ajv from "ajv";
import { describe, expect, it } from "vitest";
import { mailchimpDefinition } from "@/lib/destinations/catalog/mailchimp/definition";
import { readMergeFields } from "@/lib/destinations/catalog/mailchimp/read-outcome";
import { readProblem } from "@/lib/destinations/catalog/mailchimp/read-problem";
import {
	buildCreateSegment,
	buildList,
	buildMoveContact,
	contactHash,
} from "@/lib/destinations/catalog/mailchimp/to-requests";
import type {
	Batch,
	BatchResult,
	BatchRow,
	Connection,
	HttpResponse,
	RequestDescription,
	Turn,
} from "@/lib/destinations/contract";
import bodies from "@/lib/destinations/testing/mailchimp-bodies.json";

const connection: Connection = {
	settings: { listId: "a1b2c3d4e5", statusIfNew: "subscribed" },
	credentials: { apiKey: "0123456789abcdef-us21" },
};
const at = new Date("2026-11-30T12:00:00Z");
const base = "https://us21.api.mailchimp.com/3.0/lists/a1b2c3d4e5";
const batch: Batch = {
	operation: "add",
	audience: { id: "123", name: "VIP (Muster a1)" },
	kinds: ["email"],
	rows: [],
	session: { id: "1", seq: 1, isLast: true, estimatedTotal: 3 },
	requestId: "run_1_1",
	runId: "run_1",
};
const row = (key: string, fields?: BatchRow["fields"]): BatchRow => ({
	kind: "email",
	value: `${key}@example.com`,
	...(fields ? { fields } : {}),
});
const answer = (status: number, body: object): HttpResponse => ({
	status,
	headers: {},
	body: JSON.stringify(body),
});
const fresh = (...keys: string[]) => keys.map((key) => ({ email_address: `${key}@example.com` }));
const madeOf = (added: object[], errors: object[]) =>
	answer(200, { new_members: added, updated_members: [], errors });
const member = answer(200, { id: "x", email_address: "x@example.com" });
const joined = (errors: object[] = []) => answer(200, { total_added: 1, total_removed: 0, errors });

/** Plays a delivery with these answers: what was asked, and how it ended. */
function play(
	given: Partial<Batch>,
	answers: readonly HttpResponse[],
): { asked: RequestDescription[]; end: Turn<BatchResult> } {
	const input = { ...batch, ...given };
	const asked: RequestDescription[] = [];
	let turn = mailchimpDefinition.deliver({ connection, input, memory: null, answer: null, at });
	for (const one of answers) {
		if (turn.kind !== "ask") break;
		asked.push(turn.request);
		turn = mailchimpDefinition.deliver({ connection, input, memory: turn.memory ?? null, answer: one, at });
	}
	return { asked, end: turn };
}
const outcomesOf = (end: Turn<BatchResult>) =>
	end.kind === "done" ? [...end.value.byIndex.values()] : [end];
const said = (asked: readonly RequestDescription[]) =>
	asked.map(({ method, url, body }) => [`${method} ${url.replace(base, "")}`, JSON.parse(body ?? "null")]);

/** What Mailchimp's specification has against a body; [] if nothing. */
function faultsOf({ method, url, body }: RequestDescription): string[] {
	const path = new URL(url).pathname
		.replace(/^\/3\.0\/lists\/[^/]+/, "/lists/{list_id}")
		.replace(/members\/.+$/, "members/{subscriber_hash}")
		.replace(/segments\/.+$/, "segments/{segment_id}");
	const schema = bodies.bodies[`${method} ${path}` as keyof typeof bodies.bodies];
	if (!schema) return [`no such endpoint: ${method} ${path}`];
	const ajv = new Ajv({ allErrors: true });
	return ajv.validate(schema, JSON.parse(body ?? ""))
		? []
		: (ajv.errors ?? []).map((one) => `${one.message}`);
}

describe("what Muster sends to Mailchimp", () => {
	it("creates who is new, updates who is there without a status, and puts all under the tag", () => {
		const rows = [row("u1", { fname: "Ana", visits: 5, zip: "00123" }), row("u2", { fname: null })];
		const exists = {
			email_address: "u2@example.com",
			error: "u2@example.com is already a list member.",
			error_code: "ERROR_CONTACT_EXISTS",
		};
		const { asked, end } = play({ rows }, [madeOf(fresh("u1"), [exists]), member, joined()]);
		expect(said(asked)).toEqual([
			[
				"POST ?skip_merge_validation=true",
				{
					members: [
						{
							email_address: "u1@example.com",
							email_type: "html",
							status: "subscribed",
							merge_fields: { FNAME: "Ana", VISITS: 5, ZIP: "00123" },
						},
						{
							email_address: "u2@example.com",
							email_type: "html",
							status: "subscribed",
							merge_fields: { FNAME: "" },
						},
					],
					update_existing: false,
				},
			],
			[
				`PUT /members/${contactHash("u2@example.com")}?skip_merge_validation=true`,
				{ email_address: "u2@example.com", status_if_new: "subscribed", merge_fields: { FNAME: "" } },
			],
			["POST /segments/123", { members_to_add: ["u1@example.com", "u2@example.com"] }],
		]);
		expect(asked.flatMap(faultsOf)).toEqual([]);
		expect(outcomesOf(end)).toEqual(
			["u1", "u2"].map((key) => ({ kind: "confirmed", remoteId: contactHash(`${key}@example.com`) })),
		);
	});

	it("names contacts as Mailchimp's own example does, and its bodies as its specification does", () => {
		expect(contactHash("Urist.McVankab@freddiesjokes.com")).toBe("62eeb292278cc15f5817cb78f7790b08");
		const wanted = { name: "VIP (Muster a1)", description: "", ownId: "" };
		for (const request of [
			buildCreateSegment(connection, wanted),
			buildMoveContact(connection, "a@example.com", "b@example.com"),
		])
			expect(faultsOf(request), request.url).toEqual([]);
		expect(faultsOf({ ...buildCreateSegment(connection, wanted), body: '{"nam":"x"}' })).not.toEqual([]);
		const list = buildList(connection);
		expect(list.url).toBe(`${base}?fields=id,name,stats.member_count`);
		expect(list.headers.authorization).toBe("Bearer 0123456789abcdef-us21");
	});

	it("takes people out of the tag only", () => {
		const { asked, end } = play({ operation: "remove", rows: [row("u1"), row("u2")] }, [
			joined([{ email_addresses: ["U2@example.com"], error: "not in the audience" }]),
		]);
		expect(said(asked)).toEqual([
			["POST /segments/123", { members_to_remove: ["u1@example.com", "u2@example.com"] }],
		]);
		expect(outcomesOf(end)).toMatchObject([{ kind: "confirmed" }, { kind: "missing" }]);
	});

	it("creates nobody when only those already there are updated", () => {
		const rows = [row("u1", { fname: "Ana" }), row("u2", { fname: "Bo" }), row("u3")];
		const { asked, end } = play({ rows, isUpdateOnly: true }, [
			member,
			answer(404, { title: "Resource Not Found", status: 404, detail: "" }),
			joined([{ email_addresses: ["u3@example.com"], error: "not in the audience" }]),
		]);
		expect(said(asked).map(([what]) => String(what).split("/")[0])).toEqual(["PATCH ", "PATCH ", "POST "]);
		expect(asked.flatMap(faultsOf)).toEqual([]);
		expect(JSON.stringify(said(asked))).not.toContain("status");
		expect(outcomesOf(end).map((one) => one.kind)).toEqual(["confirmed", "missing", "missing"]);
	});

	it("gives the record the new address, and leaves it alone when another has it", () => {
		const rows = [{ ...row("new"), former: { value: "Old@example.com" } }];
		const exists = { email_address: "new@example.com", error: "new@example.com is already a list member." };
		for (const moved of [member, answer(400, { title: "Member Exists", status: 400, detail: "x" })]) {
			const { asked, end } = play({ rows }, [moved, madeOf([], [exists]), joined()]);
			expect(said(asked).map(([what]) => what)).toEqual([
				`PATCH /members/${contactHash("old@example.com")}?skip_merge_validation=true`,
				"POST ?skip_merge_validation=true",
				"POST /segments/123",
			]);
			expect(outcomesOf(end)).toMatchObject([{ kind: "confirmed" }]);
		}
	});
});

describe("what Muster reads from Mailchimp", () => {
	it("names who was permanently deleted, whatever its words, and delivers the others (N-MC-1)", () => {
		const words =
			"u2@example.com was permanently deleted and cannot be re-imported. The contact must re-subscribe to get back on the list.";
		const error = { email_address: "U2@example.com", error: words, error_code: "ERROR_GENERIC" };
		const compliance = {
			email_address: "u3@example.com",
			error:
				"u3@example.com is in a compliance state due to unsubscribe, bounce, or compliance review and cannot be subscribed.",
		};
		const { asked, end } = play({ rows: ["u1", "u2", "u3"].map((key) => row(key)) }, [
			madeOf(fresh("u1"), [error, compliance]),
			joined(),
		]);
		expect(said(asked)[1]).toEqual(["POST /segments/123", { members_to_add: ["u1@example.com"] }]);
		const outcomes = outcomesOf(end);
		expect(outcomes).toMatchObject([
			{ kind: "confirmed" },
			{ kind: "rejected", isRetryable: false },
			{ kind: "rejected", isRetryable: false },
		]);
		expect(JSON.stringify(outcomes)).toContain("sign-up form");
		expect(JSON.stringify(outcomes)).toContain("confirm it themselves");
	});

	it.each(["Forgotten Email Not Subscribed", "Member In Compliance State"])(
		"takes “%s” of a single contact as the end for that contact only",
		(title) => {
			const exists = { email_address: "u1@example.com", error: "u1@example.com is already a list member." };
			const { end } = play({ rows: [row("u1", { fname: "Ana" }), row("u2")] }, [
				madeOf(fresh("u2"), [exists]),
				answer(400, { title, status: 400, detail: "x" }),
				joined(),
			]);
			expect(outcomesOf(end)).toMatchObject([
				{ kind: "rejected", isRetryable: false },
				{ kind: "confirmed" },
			]);
		},
	);

	it("takes whom an answer does not mention as unclear, and a full plan as something that passes", () => {
		const full = { email_address: "u2@example.com", error: "Your account has reached its contact limit." };
		const { end } = play({ rows: ["u1", "u2", "u3"].map((key) => row(key)) }, [
			madeOf(fresh("u1"), [full]),
			joined(),
		]);
		expect(outcomesOf(end)).toMatchObject([
			{ kind: "confirmed" },
			{ kind: "rejected", isRetryable: true },
			{ kind: "unclear" },
		]);
	});

	it.each([
		[400, { title: "Invalid Resource", detail: "x" }, "bad_batch"],
		[401, { title: "API Key Invalid", detail: "x" }, "auth"],
		[403, { title: "Forbidden", detail: "x" }, "auth"],
		[403, null, "throttled"],
		[403, { title: "Forbidden", detail: "Your account has reached its contact limit." }, "refused"],
		[404, { title: "Resource Not Found", detail: "x" }, "config"],
		[429, { title: "Too Many Requests", detail: "x" }, "throttled"],
		[500, { title: "Internal Server Error", detail: "x" }, "transient"],
	] as const)("HTTP %i %j is a problem of the class %s", (status, body, expected) => {
		const problem = readProblem({ status, headers: {}, body: body ? JSON.stringify(body) : "Forbidden" });
		expect(problem.class).toBe(expected);
	});

	it("offers the merge fields that hold one value", () => {
		const merge_fields = [
			{ tag: "FNAME", name: "First Name", type: "text" },
			{ tag: "ADDRESS", name: "Address", type: "address" },
			{ tag: "TIER", name: "Tier", type: "dropdown", options: { choices: ["Gold", "Silver"] } },
		];
		const read = readMergeFields(answer(200, { merge_fields, total_items: 3 }));
		expect(read.ok && read.value.map(({ name, type }) => [name, type])).toEqual([
			["FNAME", "text"],
			["TIER", "text"],
		]);
		expect(read.ok && read.value[1]?.check?.("Bronze")).toBe("is none of Gold, Silver");
	});

	it("reads who unsubscribed and whose address bounced since then", () => {
		const input = { since: new Date("2026-11-29T00:00:00Z"), at };
		const page = (key: string) =>
			answer(200, {
				members: [{ email_address: `${key}@example.com`, last_changed: "2026-11-29T08:00:00+00:00" }],
			});
		let turn = mailchimpDefinition.optOuts?.read({ connection, input, memory: null, answer: null, at });
		for (const key of ["gone", "dead"]) {
			if (turn?.kind !== "ask") throw new Error("no request");
			const memory = turn.memory ?? null;
			turn = mailchimpDefinition.optOuts?.read({ connection, input, memory, answer: page(key), at });
		}
		expect(turn).toMatchObject({
			kind: "done",
			value: {
				optOuts: [
					{ value: "gone@example.com", reason: "unsubscribed", at: new Date("2026-11-29T08:00:00Z") },
					{ value: "dead@example.com", reason: "bounced" },
				],
				until: at,
			},
		});
	});
});
