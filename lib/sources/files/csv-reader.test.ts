import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CsvReader, type Delimiter } from "@/lib/sources/files/csv-reader";
import { guessDelimiter } from "@/lib/sources/files/guess-delimiter";

function read(text: string, delimiter: Delimiter = ",", size = text.length || 1) {
	const reader = new CsvReader(delimiter);
	const parts = [];
	for (let at = 0; at < text.length; at += size) parts.push(reader.push(text.slice(at, at + size)));
	return [...parts, reader.end()].flat();
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
			{ line: 2, cells: [], problem: "has a quote that is not closed" },
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

	it("returns what was written", () => {
		// A delimiter in prose has a blank after it; without, lines of a cell may look like rows: see below.
		const cell = fc.string({ unit: fc.constantFrom("a", ", ", '"', "\n", " ", "é", ";") });
		fc.assert(
			fc.property(
				fc
					.integer({ min: 2, max: 4 })
					.chain((width) =>
						fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 6 }),
					),
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

	it("is split the same in pieces as in one, whatever it contains", () => {
		const text = fc.string({
			unit: fc.constantFrom("a", "b", ",", '"', '""', "\n", "\r", "\r\n", " ", "\0", "é"),
			maxLength: 60,
		});
		fc.assert(
			fc.property(text, fc.integer({ min: 1, max: 7 }), (given, size) => {
				const whole = read(given);
				expect(read(given, ",", size)).toEqual(whole);
				const lines = whole.map((record) => record.line);
				expect(lines).toEqual([...new Set(lines)].sort((a, b) => a - b));
				for (const { cells, problem } of whole) expect(cells.length > 0).toBe(problem === undefined);
			}),
		);
	});

	it("names the line of a stray quote and reads every line that the quote took in", () => {
		const rows = (from: number, to: number) =>
			Array.from({ length: to - from + 1 }, (_, i) => `u${from + i}@example.com,n${from + i}`);
		const broken = (closing: string) =>
			["email,note", 'u1@example.com,"12 inch', ...rows(2, 49), closing, ...rows(51, 100), ""].join("\n");
		const emails = (closing: string) =>
			read(broken(closing))
				.slice(1)
				.map((record) => record.cells[0] ?? record.problem);
		const others = rows(2, 100).map((row) => row.slice(0, row.indexOf(",")));
		// The next quote begins a cell, ends one, or never comes.
		expect(emails('u50@example.com,"fine"')).toEqual([
			expect.stringContaining("text after a closing quote"),
			...others,
		]);
		expect(emails('u50@example.com,12"')).toEqual([
			expect.stringContaining("takes in the next 49 lines, which look like rows"),
			...others,
		]);
		expect(emails("u50@example.com,fine")).toEqual(["has a quote that is not closed", ...others]);
		for (const closing of ['u50@example.com,"fine"', 'u50@example.com,12"', "u50@example.com,fine"]) {
			expect(read(broken(closing)).find((record) => record.problem)?.line).toBe(2);
			for (const size of [1, 3, 64]) expect(read(broken(closing), ",", size)).toEqual(read(broken(closing)));
		}
	});

	it("keeps a cell of several lines that do not look like rows", () => {
		expect(
			read('id,note,city\n1,"Dear all, hello\nthis, too, is one cell\nBo, Al",Lyon\n2,x,Paris\n').map(
				(record) => record.cells,
			),
		).toEqual([
			["id", "note", "city"],
			["1", "Dear all, hello\nthis, too, is one cell\nBo, Al", "Lyon"],
			["2", "x", "Paris"],
		]);
		// A line of as many cells as the file has columns is a row; one fewer is not.
		expect(read('a,b,c\n1,"x\n2,y,z"\n')[1]?.problem).toBeUndefined();
		expect(read('a,b,c\n1,x,"y\n2,x,y"\n')[1]?.problem).toContain("takes in the next line");
	});

	it("passes over lines of nothing and of delimiters alone, and over the hint of a spreadsheet", () => {
		expect(read("a,b\n\n,,\n \t\n1,2\n")).toEqual([
			{ line: 1, cells: ["a", "b"] },
			{ line: 5, cells: ["1", "2"] },
		]);
		for (const mark of ["", "\ufeff"]) {
			const text = `${mark}sep=;\r\nemail;plan\r\na@example.com;pro\r\n`;
			expect(guessDelimiter(text)).toBe(";");
			expect(read(text, ";")).toEqual([
				{ line: 2, cells: ["email", "plan"] },
				{ line: 3, cells: ["a@example.com", "pro"] },
			]);
		}
		expect(read("a,b\nsep=;,x\n")).toHaveLength(2);
	});

	it("may have a thousand filled columns and no more", () => {
		const row = (width: number) => Array.from({ length: width }, (_, i) => `c${i}`).join(",");
		expect(read(`${row(1_000)}\n`)[0]?.cells).toHaveLength(1_000);
		expect(read(`${row(1_000)},,,\n`)[0]?.problem).toBeUndefined();
		expect(read(`${row(1_001)}\n`)[0]?.problem).toBe("has more than 1,000 cells");
		expect(read(`${row(1_001).replaceAll(",", " ")}\n`, "blank")[0]?.problem).toBe(
			"has more than 1,000 cells",
		);
	});

	it("has records of a million letters and no longer ones", () => {
		const long = "x".repeat(1_000_000 - 2);
		expect(read(`1,${long}\n2,y\n`).map((record) => record.problem)).toEqual([undefined, undefined]);
		expect(read(`1,${long}xx\n2,y\n`, ",", 65_536).map((record) => record.problem ?? record.cells)).toEqual([
			"is longer than 1 MB",
			["2", "y"],
		]);
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

describe("the work of reading a file", () => {
	/** How many characters are read: unlike a clock, the same on a busy machine. */
	function looked(text: string): number {
		const reader = new CsvReader(",");
		for (let at = 0; at < text.length; at += 65_536) reader.push(text.slice(at, at + 65_536));
		reader.end();
		return reader.looked;
	}

	it.each([
		["a header of commas", (n: number) => `${",".repeat(n)}\n`],
		["a header of short names", (n: number) => `${"a,".repeat(n / 2)}\n`],
		["stray quotes", (n: number) => 'x"y,"z\n'.repeat(n / 7)],
		["quotes that close and open again on every line", (n: number) => 'x","z\n'.repeat(n / 6)],
		["a quote that opens on every line", (n: number) => 'x,"z\n'.repeat(n / 5)],
		["doubled quotes", (n: number) => `a,"${'""'.repeat(n / 2)}`],
		["cells that take in rows", (n: number) => 'a,"b\na,b\na,b"\n'.repeat(n / 14)],
		["no line end", (n: number) => "x".repeat(n)],
		["an open quote and no line end", (n: number) => `"${"x,".repeat(n / 2)}`],
		["line feeds", (n: number) => "\n".repeat(n)],
		["carriage returns", (n: number) => "\r".repeat(n)],
	])("grows with %s no faster than the text", (_name, make) => {
		// Between them lies the length at which an open record is given up.
		const [small, large] = [make(300_000), make(1_200_000)];
		expect(looked(large)).toBeLessThan(Math.max(looked(small), 10_000) * 6);
		expect(looked(large)).toBeLessThan(4 * large.length);
	});

	it("holds a megabyte or two of a line that never ends", () => {
		const reader = new CsvReader(",");
		const chunk = "x".repeat(131_072);
		let problems = 0;
		for (let i = 0; i < 400; i++) {
			problems += reader.push(chunk).length;
			expect(reader.held).toBeLessThan(1_200_000);
		}
		expect(problems).toBe(1);
		expect(reader.push("\n1,2\n").map((record) => [record.line, record.cells])).toEqual([[2, ["1", "2"]]]);
	});
});
