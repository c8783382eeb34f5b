import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OccurrenceCounter } from "@/lib/sources/files/count-occurrences";
import { type ImportMapping, importMapping } from "@/lib/sources/files/import-mapping";
import { rowIdPrefix, rowKey, rowMessageId, rowReader } from "@/lib/sources/files/read-row";

const file = { delimiter: ",", encoding: "utf-8", hasHeader: true } as const;
const importedAt = Date.parse("2026-05-04T12:00:00Z");

describe("a mapping", () => {
	const columns: ImportMapping["columns"] = [
		{ column: "id", role: { as: "identifier", kind: "user_id" } },
		{ column: "at", role: { as: "time", date: "iso" } },
	];
	it.each([
		[{ kind: "events", columns }, "eventName"],
		[{ kind: "events", columns: columns.slice(0, 1), eventName: "x" }, "columns"],
		[{ kind: "people", columns: columns.slice(1) }, "columns"],
		[{ kind: "people", columns: [...columns, columns[0]] }, "columns.2.role"],
		[{ kind: "people", columns, zone: "Mars/Base" }, "zone"],
		[
			{
				kind: "people",
				columns: [columns[0], { column: "e", role: { as: "trait", name: "E-Mail", type: "string" } }],
			},
			"columns.1.role.name",
		],
		[
			{
				kind: "people",
				columns: [columns[0], { column: "p", role: { as: "trait", name: "password", type: "string" } }],
			},
			"columns.1.role.name",
		],
		[
			{
				kind: "people",
				columns: [columns[0], { column: "p", role: { as: "trait", name: "a@example.com", type: "string" } }],
			},
			"columns.1.role.name",
		],
		[{ kind: "events", columns, eventName: "mail of a@example.com" }, "eventName"],
		[
			{
				kind: "events",
				eventName: "x",
				columns: [...columns, { column: "s", role: { as: "property", name: "street", type: "string" } }],
			},
			"columns.2.role.name",
		],
	])("that cannot work is refused with its field: %j", (part, path) => {
		const result = importMapping.safeParse({ file, zone: "UTC", ...part });
		expect(result.error?.issues.map((issue) => issue.path.join("."))).toContain(path);
	});
});

describe("a row", () => {
	const mapping: ImportMapping = {
		kind: "events",
		file,
		zone: "UTC",
		eventName: "Paid",
		columns: [
			{ column: "id", role: { as: "identifier", kind: "user_id" } },
			{ column: "mail", role: { as: "identifier", kind: "email" } },
			{ column: "day", role: { as: "time", date: "yyyyMMdd" } },
			{ column: "amount", role: { as: "property", name: "amount", type: "number" } },
			{ column: "tel", role: { as: "personal", field: "phone" } },
			{ column: "ok", role: { as: "ignore" } },
		],
	};
	const read = rowReader({
		mapping,
		consent: { kind: "column", purposes: ["advertising"], column: 5, yes: ["Yes"] },
		importedAt,
		statementId: "",
	});
	const row = (...cells: string[]) => read({ line: 7, cells, messageId: "m" });

	it("becomes a message", () => {
		expect(row("7", "A@b.de", "20260102", "12.5", "", "yes").intake).toEqual({
			messageId: "m",
			identifiers: [
				{ kind: "user_id", value: "7" },
				{ kind: "email", value: "a@b.de" },
			],
			at: Date.parse("2026-01-02T00:00:00Z"),
			traits: [],
			personal: [{ field: "email", value: "a@b.de" }],
			event: { name: "Paid", properties: { amount: 12.5 } },
			consents: [{ purpose: "advertising", state: "granted", at: importedAt, statement: "" }],
		});
		expect(row("7", "", "20260102", "", "", "no").intake?.consents[0]?.state).toBe("denied");
		expect(row("7", "", "20260102", "", "", "").intake?.consents).toEqual([]);
	});

	it.each([
		[["7", "", "20260102", "1", "", "", "x"], "", "has 7 cells where the file has 6 columns"],
		[["", "", "20260102", "1", "", ""], "id, mail, tel", "is empty: nothing says who this is"],
		[["7", "nonsense", "20260102", "1", "", ""], "mail", "is not an email address"],
		[["", "n/a", "20260102", "1", "", ""], "mail", "is not an email address"],
		[["0", "", "20260102", "1", "", ""], "id", "identifies no one"],
		[
			["", "", "20260102", "1", "call me", ""],
			"tel",
			"is not a telephone number with its country prefix, such as +49 30 901820",
		],
		[["7", "", "20261302", "1", "", ""], "day", '"20261302" is not a date written as yyyyMMdd'],
		[["7", "", "20270102", "1", "", ""], "day", "is more than 24 hours in the future"],
		[["7", "", "", "1", "", ""], "day", '"" is not a date written as yyyyMMdd'],
		[["7", "", "20260102", "abc", "", ""], "amount", '"abc" is not a number'],
	])("that cannot be read is refused with line, column and reason: %j", (cells, column, reason) => {
		expect(row(...cells)).toEqual({ intake: null, problems: [{ line: 7, column, reason }] });
	});

	it("is imported by the id that identifies someone, like a message; placeholder ids are left out and reported", () => {
		for (const blank of ["n/a", "null@null.com", " noemail@example.com\u200b", "-"]) {
			expect(row("7", blank, "20260102", "1", "", "")).toMatchObject({
				intake: { identifiers: [{ kind: "user_id", value: "7" }], personal: [] },
				problems: [{ line: 7, column: "mail", reason: "is not an email address; left out" }],
			});
		}
		expect(row("0", "", "20260102", "1", "+12015550123", "")).toMatchObject({
			intake: { identifiers: [{ kind: "phone", value: "+12015550123" }] },
			problems: [{ line: 7, column: "id", reason: "identifies no one; left out" }],
		});
		const visits = rowReader({
			mapping: {
				...mapping,
				columns: [
					{ column: "user", role: { as: "identifier", kind: "user_id" } },
					{ column: "device", role: { as: "identifier", kind: "anonymous_id" } },
					{ column: "day", role: { as: "time", date: "yyyyMMdd" } },
				],
			},
			consent: { kind: "none" },
			importedAt,
			statementId: "",
		});
		const visit = (...cells: string[]) => visits({ line: 3, cells, messageId: "m" });
		expect(visit("0", "a1", "20260102")).toMatchObject({
			intake: { identifiers: [{ kind: "anonymous_id", value: "a1" }] },
			problems: [{ line: 3, column: "user", reason: "identifies no one; left out" }],
		});
		// Nothing says who it is: each cell that should is named once, for what it is.
		expect(visit("0", "null", "20260102")).toEqual({
			intake: null,
			problems: [
				{ line: 3, column: "user", reason: "identifies no one" },
				{ line: 3, column: "device", reason: "identifies no one" },
			],
		});
	});

	it("may end early or in empty cells: no one's values shift", () => {
		expect(row("7", "", "20260102").intake).toEqual(row("7", "", "20260102", "", "", "").intake);
		expect(row("7", "", "20260102", "", "", "", "", " ").intake).toEqual(row("7", "", "20260102").intake);
	});

	it("belongs to the person with its phone number, when nothing stronger identifies one", () => {
		expect(row("", "", "20260102", "1", "+12015550123").intake?.identifiers).toEqual([
			{ kind: "phone", value: "+12015550123" },
		]);
		// Two people may share a phone: beside another id it is contact data only.
		const { intake } = row("7", "", "20260102", "1", "+12015550123");
		expect(intake?.identifiers).toEqual([{ kind: "user_id", value: "7" }]);
		expect(intake?.personal).toEqual([{ field: "phone", value: "+12015550123" }]);
	});

	it("identifies the same person whatever invisible marks surround the address", () => {
		for (const mark of ["\u00a0", "\u200b", "\u200d", "\u2060", "\ufeff", " \t"]) {
			for (const address of [`ana@example.com${mark}`, `${mark}ana@example.com`]) {
				expect(row("", address, "20260102").intake?.identifiers).toEqual([
					{ kind: "email", value: "ana@example.com" },
				]);
			}
			expect(row(`${mark}7${mark}`, "", "20260102").intake?.identifiers).toEqual([
				{ kind: "user_id", value: "7" },
			]);
		}
	});

	it("calls an event as a message does, without addresses in its name", () => {
		const columns: ImportMapping["columns"] = [
			{ column: "id", role: { as: "identifier", kind: "user_id" } },
			{ column: "day", role: { as: "time", date: "yyyyMMdd" } },
			{ column: "event", role: { as: "event" } },
		];
		const named = rowReader({
			mapping: { kind: "events", file, zone: "UTC", columns },
			consent: { kind: "none" },
			importedAt,
			statementId: "",
		});
		const of = (event: string) => named({ line: 2, cells: ["1", "20260102", event], messageId: "m" });
		expect(of("\u200b mail of x@example.com ").intake?.event?.name).toBe("mail of [e-mail]");
		for (const [event, reason] of [
			["\u200b", "must be the name of the event"],
			["a\tb", "must not contain control characters"],
			["x".repeat(201), "is longer than 200 characters"],
		] as const) {
			expect(of(event).problems).toEqual([{ line: 2, column: "event", reason }]);
		}
	});

	it("keeps no address in text, nor in the reasons of its problems", () => {
		const note = rowReader({
			mapping: {
				kind: "people",
				file,
				zone: "UTC",
				columns: [
					{ column: "id", role: { as: "identifier", kind: "user_id" } },
					{ column: "note", role: { as: "trait", name: "note", type: "string" } },
					{ column: "tags", role: { as: "trait", name: "tags", type: "list" } },
					{ column: "seats", role: { as: "trait", name: "seats", type: "number" } },
				],
			},
			consent: { kind: "none" },
			importedAt,
			statementId: "",
		});
		const read = (...cells: string[]) => note({ line: 2, cells, messageId: "m" });
		expect(read("1", "write to ana@example.com", "x|bo@example.com").intake?.traits).toEqual([
			{ name: "note", value: { type: "string", value: "write to [e-mail]" } },
			{ name: "tags", value: { type: "list", value: ["x", "[e-mail]"] } },
		]);
		expect(read("1", "", "", "ana@example.com").problems).toEqual([
			{ line: 2, column: "seats", reason: '"[e-mail]" is not a number' },
		]);
		expect(read("1", "x".repeat(10_000), "").intake?.traits).toHaveLength(1);
		expect(read("1", "x".repeat(10_001), "").problems[0]?.reason).toBe("is longer than 10,000 characters");
	});

	it("is kept without a phone number that cannot be dialed", () => {
		const { intake, problems } = row("7", "", "20260102", "1", "call me", "");
		expect(intake?.personal).toEqual([]);
		expect(problems).toMatchObject([{ line: 7, column: "tel" }]);
	});
});

describe("the id of a row", () => {
	it("is the same for the same file and different for identical rows in it", () => {
		const ids = () => {
			const counter = new OccurrenceCounter();
			const prefix = rowIdPrefix("src", { a: 1 });
			return [
				["1", "x"],
				["2", "y"],
				["1", "x"],
				["1", "x"],
			].map((cells) => {
				const key = rowKey(prefix, cells);
				return rowMessageId(key, counter.next(key));
			});
		};
		expect(ids()).toEqual(ids());
		expect(new Set(ids()).size).toBe(4);
		expect(rowKey(rowIdPrefix("src", { a: 1 }), ["1"])).not.toBe(rowKey(rowIdPrefix("src", { a: 2 }), ["1"]));
	});

	it("counts occurrences as a plain map would", () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 9000, size: "max" }), (values) => {
				const counter = new OccurrenceCounter();
				const counts = new Map<number, number>();
				for (const value of values) {
					const expected = (counts.get(value) ?? 0) + 1;
					counts.set(value, expected);
					expect(counter.next(rowKey("", [String(value)]))).toBe(expected);
				}
			}),
			{ numRuns: 5 },
		);
	});
});
