import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CsvReader, guessDelimiter } from "@/lib/sources/csv-reader";

function read(text: string, delimiter: "," | "blank" = ",", size = text.length || 1) {
	const reader = new CsvReader(delimiter);
	const records = [];
	for (let at = 0; at < text.length; at += size) records.push(...reader.push(text.slice(at, at + size)));
	return [...records, ...reader.end()];
}

describe("a file of rows", () => {
	it("is cut the same however its bytes arrive", () => {
		const text = '\ufeffid,name\r\n1,"Doe, Jane"\r\n2,"say ""hi""\nto all"\r\n\r\n3,last';
		const expected = [
			{ line: 1, cells: ["id", "name"] },
			{ line: 2, cells: ["1", "Doe, Jane"] },
			{ line: 3, cells: ["2", 'say "hi"\nto all'] },
			{ line: 6, cells: ["3", "last"] },
		];
		for (let size = 1; size <= text.length; size++) expect(read(text, ",", size)).toEqual(expected);
	});

	it("loses only the line whose quote is never closed", () => {
		expect(read('a,b\n1,"oops\n2,fine\n')).toEqual([
			{ line: 1, cells: ["a", "b"] },
			{ line: 2, cells: [], problem: "a quote is not closed" },
			{ line: 3, cells: ["2", "fine"] },
		]);
	});

	it("takes a quote inside a cell for what it is", () => {
		expect(read('a,b\n5" disk,x\ny,"z"\n').map((record) => record.cells)).toEqual([
			["a", "b"],
			['5" disk', "x"],
			["y", "z"],
		]);
	});

	it("may be separated by blanks", () => {
		expect(read("_ID DATE N\n 00001 19970101  1\n", "blank")).toEqual([
			{ line: 1, cells: ["_ID", "DATE", "N"] },
			{ line: 2, cells: ["00001", "19970101", "1"] },
		]);
	});

	it("gives back what was written", () => {
		const cell = fc.string({ unit: fc.constantFrom("a", ",", '"', "\n", " ", "é", ";") });
		fc.assert(
			fc.property(
				fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 }),
				fc.integer({ min: 1, max: 9 }),
				(rows, size) => {
					const text = rows
						.map((row) => `x,${row.map((c) => `"${c.replaceAll('"', '""')}"`).join(",")}\n`)
						.join("");
					expect(read(text, ",", size).map((record) => record.cells)).toEqual(
						rows.map((row) => ["x", ...row]),
					);
				},
			),
		);
	});

	it("shows its delimiter", () => {
		expect(guessDelimiter("a,b,c\n1,2,3\n")).toBe(",");
		expect(guessDelimiter("a;b\n1,5;2\n2,5;2\n")).toBe(";");
		expect(guessDelimiter("a\tb\n1\t2\n")).toBe("\t");
		expect(guessDelimiter("id|name x|c\n1|a b|2\n")).toBe("|");
		expect(
			guessDelimiter("_ID _DATE _NUM _DOL\n 00001 19970101  1  11.77\n 00002 19970112  1  12.00\n"),
		).toBe("blank");
		expect(guessDelimiter("email\na@b.de\n")).toBe(",");
	});
});
