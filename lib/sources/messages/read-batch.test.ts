import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readBatch } from "@/lib/sources/messages/read-batch";
import { readJson } from "@/lib/sources/messages/read-json";

const receivedAt = Date.parse("2026-05-04T12:00:00Z");
const read = (body: unknown) => {
	const batch = readBatch(body, { path: "batch", receivedAt, newMessageId: () => "fallback" });
	if (!batch.ok) throw new Error(batch.reason);
	return batch;
};
const nested = (levels: number): unknown => JSON.parse(`${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`);
const track = (more: object) => ({ type: "track", userId: "u1", event: "Seen", ...more });

describe("a batch", () => {
	it("refuses a message of too many levels alone, with its place", () => {
		const { intakes, rejected } = read({
			batch: [
				track({ messageId: "a" }),
				track({ messageId: "b", properties: { cart: nested(5_000) } }),
				track({ messageId: "c", properties: { list: JSON.parse("[".repeat(5_000) + "]".repeat(5_000)) } }),
				track({ messageId: "d" }),
			],
		});
		expect(intakes.map(({ messageId }) => messageId)).toEqual(["a", "d"]);
		expect(rejected).toEqual([
			{ index: 1, field: "properties.cart", reason: "is nested deeper than 100 levels" },
			{ index: 2, field: "properties.list", reason: "is nested deeper than 100 levels" },
		]);
	});

	it("takes up to a hundred levels", () => {
		expect(read({ batch: [track({ properties: nested(99) })] }).rejected).toEqual([]);
		expect(read({ batch: [track({ properties: nested(100) })] }).rejected).toHaveLength(1);
	});

	it("accepts its messages when its own clock cannot be read, and reports it once", () => {
		const { intakes, ignored } = read({
			sentAt: "yesterday",
			batch: [track({ timestamp: "2026-05-04T11:00:00Z" }), track({ sentAt: "soon" })],
		});
		expect(intakes.map(({ at }) => at)).toEqual([Date.parse("2026-05-04T11:00:00Z"), receivedAt]);
		expect(ignored.map(({ index, field }) => [index, field])).toEqual([
			[undefined, "sentAt"],
			[1, "sentAt"],
		]);
	});

	it("never throws, whatever a message is", () => {
		const odd = fc.oneof(
			fc.anything({ withNullPrototype: true, maxDepth: 3 }).filter((value) => typeof value !== "bigint"),
			fc.string({ unit: "binary" }),
			fc.constantFrom("\0", "\ud800", "a\0b", nested(200), 1e300, -0, "__proto__"),
		);
		const message = fc.record(
			{
				type: fc.constantFrom("identify", "track", "page", "screen", "group", "alias", 1),
				userId: odd,
				anonymousId: odd,
				previousId: odd,
				groupId: odd,
				event: odd,
				timestamp: odd,
				sentAt: odd,
				traits: odd,
				properties: odd,
				context: fc.oneof(odd, fc.record({ traits: odd, device: odd, consent: odd, location: odd })),
			},
			{ requiredKeys: ["type"] },
		);
		fc.assert(
			fc.property(fc.array(fc.oneof(message, odd), { maxLength: 4 }), odd, (given, sentAt) => {
				// As it would arrive: JSON has no undefined, no functions.
				const body = safeJson({ batch: given, sentAt });
				if (body === null) return;
				const { intakes, rejected } = read(body);
				expect(intakes.length + rejected.length).toBe(given.length);
				expect(JSON.stringify(intakes)).not.toMatch(/\\u0000|\\ud[89a-f]/);
			}),
			{ seed: 8, numRuns: 400 },
		);
	});
});

function safeJson(value: unknown): unknown {
	try {
		return JSON.parse(JSON.stringify(value));
	} catch {
		return null;
	}
}

describe("numbers too large for JavaScript", () => {
	it("stay two people, digit for digit, when they are ids", () => {
		const body = readJson(
			`{"batch":[{"type":"track","userId":9007199254740993,"event":"Seen","properties":{"order":900719925474099313,"n":12345678901234567.5}},
			{"type":"track","userId":9007199254740992,"event":"Seen \\"9007199254740993","properties":{"loyalty":9007199254740991}}]}`,
		);
		const { intakes } = read(body);
		expect(intakes.map(({ identifiers }) => identifiers)).toEqual([
			[{ kind: "user_id", value: "9007199254740993" }],
			[{ kind: "user_id", value: "9007199254740992" }],
		]);
		expect(intakes.map(({ event }) => event?.properties)).toEqual([
			{ order: "900719925474099313", n: 12345678901234568 },
			{ loyalty: 9007199254740991 },
		]);
		expect(intakes[1]?.event?.name).toBe('Seen "9007199254740993');
	});

	it("are refused where their digits are gone already", () => {
		const { rejected } = read({ batch: [track({ userId: 2 ** 53 }), track({ userId: 1.5 })] });
		expect(rejected.map(({ field }) => field)).toEqual(["userId", "userId"]);
		expect(rejected[0]?.reason).toContain("send it as text");
	});
});
