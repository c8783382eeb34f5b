import { describe, expect, it } from "vitest";
import { guessImport, readImportDraft } from "@/components/campaigns/import-draft";
import { campaignMapping } from "@/lib/campaigns/import-mapping";

const header =
	"recency,history_segment,history,mens,womens,zip_code,newbie,channel,treatment,conversion,visit,spend".split(
		",",
	);
const inspection = {
	file: { delimiter: ",", encoding: "utf-8", hasHeader: true } as const,
	columns: header,
	rows: [
		{
			line: 2,
			cells: [
				"10",
				"2) $100 - $200",
				"142.44",
				"1",
				"0",
				"Surburban",
				"0",
				"Phone",
				"Womens E-Mail",
				"0",
				"0",
				"0.0",
			],
		},
		{
			line: 3,
			cells: ["6", "3) $200 - $350", "329.08", "1", "1", "Rural", "1", "Web", "No E-Mail", "0", "1", "29.9"],
		},
	],
	mapping: null,
	questions: [],
	traitTypes: {},
	estimatedRows: 64_000,
};
const values = ["Womens E-Mail", "Mens E-Mail", "No E-Mail"];

describe("guessImport", () => {
	const draft = guessImport(inspection, "hillstrom.csv");

	it("finds the group, the outcomes and that there is no id", () => {
		expect(draft).toMatchObject({ name: "hillstrom", person: null, arm: 8, time: null });
		expect(draft.metrics.map(({ name, kind, isPrimary }) => [name, kind, isPrimary])).toEqual([
			["conversion", "conversion", true],
			["visit", "conversion", false],
			["spend", "value", false],
		]);
	});

	it("becomes a mapping the API accepts, once the day is known", () => {
		const missing = readImportDraft(draft, inspection, values, "UTC", "hillstrom.csv");
		expect(missing.ok ? [] : Object.keys(missing.problems)).toEqual(["sentOn"]);
		const unread = readImportDraft(
			{ ...draft, sentOn: "3/20/08" },
			inspection,
			values,
			"UTC",
			"hillstrom.csv",
		);
		expect(unread.ok ? null : unread.problems.sentOn).toBe("Write the year of “3/20/08” with four digits");
		const read = readImportDraft(
			{ ...draft, sentOn: "2008-03-20", arms: { "Womens E-Mail": "leave_out" } },
			inspection,
			values,
			"UTC",
			"hillstrom.csv",
		);
		if (!read.ok) throw new Error("must be whole");
		expect(campaignMapping.parse(read.mapping)).toMatchObject({
			person: { by: "row", prefix: "hillstrom" },
			arm: {
				values: [
					{ value: "Womens E-Mail", arm: "leave_out" },
					{ value: "Mens E-Mail", arm: "treated" },
					{ value: "No E-Mail", arm: "holdout" },
				],
			},
		});
	});
});
