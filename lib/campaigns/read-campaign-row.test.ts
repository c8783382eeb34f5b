import { describe, expect, it } from "vitest";
import { campaignMapping } from "@/lib/campaigns/import-mapping";
import { campaignRowReader } from "@/lib/campaigns/read-campaign-row";

const given = {
	name: "Mens",
	file: { delimiter: ",", encoding: "utf-8", hasHeader: true },
	columns: ["who", "group", "when", "bought", "spend"],
	person: { by: "column", column: 0 },
	arm: {
		column: 1,
		values: [
			{ value: "Mens E-Mail", arm: "treated" },
			{ value: "No E-Mail", arm: "holdout" },
			{ value: "Womens E-Mail", arm: "leave_out" },
		],
	},
	time: { column: 2, date: "yyyy-MM-dd", zone: "UTC" },
	assignedAt: "2008-03-20T00:00:00Z",
	windowDays: 14,
	metrics: [
		{ column: 3, name: "bought", kind: "conversion", isPrimary: true },
		{ column: 4, name: "spend", kind: "value", isPrimary: false },
	],
	currency: "USD",
	costCents: null,
	holdoutShare: 0.5,
};
const read = campaignRowReader(campaignMapping.parse(given));

describe("campaignRowReader", () => {
	it("reads person, group, time and outcomes", () => {
		expect(read(2, ["u1", "Mens E-Mail", "2008-03-21", "1", "29.99"])).toEqual({
			kind: "kept",
			row: {
				person: "u1",
				arm: "treated",
				assignedAt: Date.UTC(2008, 2, 21),
				outcomes: [
					{ metric: "bought", value: 1 },
					{ metric: "spend", value: 29.99 },
				],
			},
		});
	});

	it("leaves out people of other groups", () => {
		expect(read(2, ["u1", "Womens E-Mail", "", "", ""])).toEqual({ kind: "left_out" });
	});

	it.each([
		[["u1", "Mens E-Mail"], "when", /is not a time/],
		[["", "Mens E-Mail", "2008-03-21", "1", "1"], "who", /no one/],
		[["u1", "Kids", "2008-03-21", "1", "1"], "group", /none of the groups/],
		[["u1", "", "2008-03-21", "1", "1"], "group", /empty/],
		[["u1", "No E-Mail", "yesterday", "1", "1"], "when", /not a time/],
		[["u1", "No E-Mail", "2008-03-21", "2", "1"], "bought", /not 0 or 1/],
		[["u1", "No E-Mail", "2008-03-21", "1", ""], "spend", /empty/],
		[["u1", "No E-Mail", "2008-03-21", "1", "n/a"], "spend", /not a number/],
	])("refuses %j whole, naming the column and the reason", (cells, column, reason) => {
		expect(read(9, cells)).toMatchObject({ kind: "refused", column, reason: expect.stringMatching(reason) });
	});

	it("numbers the rows of a file without ids", () => {
		const byRow = campaignRowReader(
			campaignMapping.parse({ ...given, person: { by: "row", prefix: "hillstrom" } }),
		);
		expect(byRow(2, ["", "No E-Mail", "2008-03-21", "0", "0"])).toMatchObject({
			row: { person: "hillstrom:row:1" },
		});
	});
});

describe("campaignMapping", () => {
	it("requires both groups and one outcome the verdict is about", () => {
		const wrong = campaignMapping.safeParse({
			...given,
			arm: {
				column: 9,
				values: [
					{ value: "a", arm: "treated" },
					{ value: "b", arm: "treated" },
				],
			},
			metrics: [{ column: 3, name: "bought", kind: "conversion", isPrimary: false }],
		});
		expect(wrong.error?.issues.map((issue) => issue.path.join("."))).toEqual([
			"arm.values",
			"metrics",
			"arm.column",
		]);
	});
});
