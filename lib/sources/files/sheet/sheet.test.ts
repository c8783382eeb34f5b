import { describe, expect, it } from "vitest";
import { columnOf, sheetText } from "@/lib/sources/files/sheet/sheet-cell";
import { dateOfSerial, isDateFormat } from "@/lib/sources/files/sheet/sheet-date";

describe("a date of a spreadsheet", () => {
	it.each([
		[45_818, false, "2025-06-10"],
		[45_818.395_833_333_336, false, "2025-06-10T09:30:00"],
		[44_356, true, "2025-06-10"],
		[61, false, "1900-03-01"],
		[60, false, null],
		[0.5, false, null],
		[-1, false, null],
		[2_958_465, false, "9999-12-31"],
		[2_958_466, false, null],
		[Number.NaN, false, null],
	])("%d (1904: %s) is %s", (serial, uses1904, text) => {
		expect(dateOfSerial(serial, uses1904)).toBe(text);
	});

	it.each([
		[14, undefined, true],
		[0, undefined, false],
		[49, undefined, false],
		[164, "dd/mm/yyyy", true],
		[164, "[$-409]d-mmm-yy;@", true],
		[164, "[h]:mm", true],
		[164, "General", false],
		[164, "#,##0.00 [$€-407]", false],
		[164, '0.0 "days"', false],
		[164, "[Red]0.00", false],
		[164, "0\\d", false],
	])("format %d %s: %s", (id, code, isDate) => {
		expect(isDateFormat(id, code)).toBe(isDate);
	});
});

it("a cell is the text that was typed", () => {
	const text = (type: string, value: string, isDate = false) =>
		sheetText({ type, text: value, isDate }, ["Ana", "Zoë"], false);
	expect(text("s", "1")).toBe("Zoë");
	expect(text("s", "7")).toBe("");
	expect(text("inlineStr", "007")).toBe("007");
	expect(text("n", "0.10000000000000001")).toBe("0.1");
	expect(text("", "4990")).toBe("4990");
	expect(text("n", "9.0071992547409901E+17")).toBe("9.0071992547409901E+17");
	expect(text("n", "45818", true)).toBe("2025-06-10");
	expect(text("n", "0.25", true)).toBe("0.25");
	expect(text("b", "1")).toBe("true");
	expect(text("e", "#N/A")).toBe("");
});

it("a reference names a column", () => {
	expect(["A1", "Z9", "AA1", "XFD1048576", "a1", "1A", ""].map(columnOf)).toEqual([
		0,
		25,
		26,
		16_383,
		null,
		null,
		null,
	]);
});
