import { describe, expect, it } from "vitest";
import { webhookDefinition } from "@/lib/destinations/catalog/webhook/definition";
import { readBatch } from "@/lib/destinations/catalog/webhook/read-outcome";
import type { Batch, BatchRow, Connection } from "@/lib/destinations/contract";
import { firstRequest } from "@/lib/destinations/conversation";
import type { Occurrence } from "@/lib/destinations/what-is-sent";
import { hmacSha256 } from "@/lib/kernel/sha256";

const secret = "whsec_bXVzdGVyLXNhbmRib3gtc2lnbmluZy1zZWNyZXQ=";
const connection = (messages = "batch"): Connection => ({
	settings: { url: "https://shop.example.com/muster", messages },
	credentials: { signingSecret: secret },
});
const occurrence = (token: string, change: Occurrence["change"] = "entered"): Occurrence => ({
	token,
	change,
	personId: "17",
});
const row = (given: Partial<BatchRow> = {}): BatchRow => ({
	kind: "email",
	value: "ann@example.com",
	occurrence: occurrence("t1"),
	...given,
});
const batch = (rows: readonly BatchRow[], given: Partial<Batch> = {}): Batch => ({
	operation: "add",
	audience: { id: "syn_1", name: "VIP (Muster abc)" },
	kinds: ["email"],
	rows,
	session: { id: "1", seq: 1, isLast: false, estimatedTotal: 9 },
	requestId: "run_1_1",
	runId: "run_1",
	...given,
});
const send = (given: Batch, at = new Date(1_700_000_000_000), messages = "batch") =>
	firstRequest(webhookDefinition.deliver, { connection: connection(messages), input: given, at });
const idOf = (request: { headers: Record<string, string> }) => request.headers["webhook-id"];

describe("what a receiver of webhooks gets", () => {
	it("is one object for each person: an id, what happened, who, and their fields", () => {
		const body = JSON.parse(send(batch([row({ fields: { tier: "gold", ltv: 0, city: null } })])).body ?? "");
		expect(body).toEqual({
			type: "audience.changes",
			id: expect.stringMatching(/^msg_[0-9a-f]{32}$/),
			audience: { id: "syn_1", name: "VIP (Muster abc)" },
			events: [
				{
					id: expect.stringMatching(/^evt_[0-9a-f]{32}$/),
					type: "entered",
					person: {
						id: "17",
						identifiers: { email: "ann@example.com" },
						traits: { tier: "gold", ltv: 0, city: null },
					},
				},
			],
		});
	});

	it("is one message for each person where the account says so, with the same fields", () => {
		const one = batch([row({ fields: { tier: "gold" } })]);
		const inBatch = JSON.parse(send(one).body ?? "");
		const alone = send(one, undefined, "single");
		expect(JSON.parse(alone.body ?? "")).toEqual({ ...inBatch.events[0], audience: inBatch.audience });
		expect(idOf(alone)).toBe(inBatch.events[0].id);
		expect(webhookDefinition.limits.rowsOf?.(connection("single"))).toBe(1);
		expect(webhookDefinition.limits.rowsOf?.(connection("batch"))).toBe(1_000);
	});

	it("is signed over the raw bytes", () => {
		const request = send(batch([row()]));
		const key = Uint8Array.from(Buffer.from(secret.slice(6), "base64"));
		const signed = hmacSha256(key, `${idOf(request)}.1700000000.${request.body}`);
		expect(request.headers["webhook-signature"]).toBe(`v1,${Buffer.from(signed).toString("base64")}`);
	});

	// A repeated attempt has a session of its own, and one asserted again by a later run another run and request.
	it("is the same bytes under the same id at every attempt, signed anew", () => {
		const first = send(batch([row()]));
		const again = send(
			batch([row()], {
				session: { id: "2", seq: 1, isLast: true, estimatedTotal: 1 },
				runId: "run_2",
				requestId: "run_2_5",
			}),
			new Date(1_700_000_060_000),
		);
		expect(again.body).toBe(first.body);
		expect(idOf(again)).toBe(idOf(first));
		expect(again.headers["webhook-timestamp"]).toBe("1700000060");
		expect(again.headers["webhook-signature"]).not.toBe(first.headers["webhook-signature"]);
	});

	it("has another id for another occurrence, other fields, or another change of the same person", () => {
		const ids = [
			row(),
			row({ occurrence: occurrence("t2") }),
			row({ fields: { tier: "gold" } }),
			row({ fields: { tier: "silver" } }),
			row({ occurrence: occurrence("t1", "changed") }),
		].map((one) => idOf(send(batch([one]), undefined, "single")));
		expect(new Set(ids).size).toBe(ids.length);
	});

	it("says of someone who left only who they are", () => {
		const left = row({ occurrence: { token: "t", change: "left", personId: null } });
		const body = JSON.parse(send(batch([left], { operation: "remove" })).body ?? "");
		expect(body.events[0]).toMatchObject({
			type: "left",
			person: { id: null, identifiers: { email: "ann@example.com" } },
		});
		expect(body.events[0].person).not.toHaveProperty("traits");
	});
});

describe("what Muster reads from a receiver", () => {
	const three = batch([row(), row({ value: "bob@example.com" }), row({ value: "cat@example.com" })]);
	const answered = (body: unknown) =>
		readBatch(
			{ status: 207, headers: {}, body: typeof body === "string" ? body : JSON.stringify(body) },
			three,
		);

	it.each([0, 2])("rejects row %i when the answer names it, and takes the others as confirmed", (index) => {
		expect(answered({ errors: [{ index, message: "bad hash" }] })).toEqual({
			ok: true,
			value: {
				others: "confirmed",
				byIndex: new Map([
					[
						index,
						{ kind: "rejected", reason: "The receiver rejected this row: bad hash", isRetryable: false },
					],
				]),
				invalidCount: 0,
			},
		});
	});

	// N-GOO-1: a refusal that names no row counts as a success of none.
	it.each([
		{ errors: [{ message: "bad hash" }] },
		{ errors: [{ index: 1 }, { message: "bad hash" }] },
		{ errors: [{ index: "1" }] },
		{ errors: [{ index: -1 }] },
		{ errors: [{ index: 3 }] },
		{ error: "quota" },
		"",
		"<html>",
	])("believes no row when it is not clear which were refused: %j", (body) => {
		expect(answered(body)).toMatchObject({ ok: false, problem: { class: "transient" } });
	});
});
