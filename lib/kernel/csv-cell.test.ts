import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvCell, withoutFormulaGuard } from "@/lib/kernel/csv-cell";
import { CsvReader } from "@/lib/sources/files/csv-reader";

describe("a cell of CSV", () => {
	it.each([
		["=1+1", "'=1+1"],
		["@SUM(A1)", "'@SUM(A1)"],
		["-1+2", "'-1+2"],
		["+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"],
		["+4915112345678", "+4915112345678"],
		["-0042", "-0042"],
		["000123", "000123"],
		["12345678901234567890", "12345678901234567890"],
		["O'Neill, Jo", '"O\'Neill, Jo"'],
		["", ""],
	])("writes %j as %j", (text, cell) => expect(csvCell(text)).toBe(cell));

	it("reads back what was written, whatever it was", () => {
		const nasty = fc.stringMatching(/^['=+@\-",0-9a-z\t ]{0,8}$/);
		fc.assert(
			fc.property(fc.oneof(nasty, fc.string()), (text) => {
				fc.pre(!/[\0\uD800-\uDFFF\uFEFF]/.test(text) && text.trim() !== "");
				const reader = new CsvReader(",");
				const records = [...reader.push(`head,x\n${csvCell(text)},x\n`), ...reader.end()];
				expect(withoutFormulaGuard(records[1]?.cells[0] ?? "")).toBe(text);
			}),
		);
	});
});
