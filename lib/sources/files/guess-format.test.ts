import { describe, expect, it } from "vitest";
import { guessFormat } from "@/lib/sources/files/guess-format";

describe("the type of a column", () => {
	it.each([
		[["1", "2.5"], "", { type: "number" }],
		[["1,5", "2,25"], "", { type: "number", number: "1234,5" }],
		[["00123", "04567"], "zip", { type: "string" }],
		[["19970101", "19980630"], "date", { type: "date", date: "yyyyMMdd" }],
		[["2026-01-02", "2026-02-03"], "", { type: "date", date: "iso" }],
		[["13/01/2026", "02/01/2026"], "", { type: "date", date: "dd/MM/yyyy", isAmbiguous: false }],
		[["03/01/2026", "02/01/2026"], "", { type: "date", isAmbiguous: true }],
		[["yes", "No"], "", { type: "boolean" }],
		[["a", "1"], "", { type: "string" }],
		[["", ""], "", { type: "string" }],
		[["1751329800"], "created_at", { type: "date", date: "unix-seconds" }],
	] as const)("%j (%s) is guessed", (samples, name, expected) => {
		expect(guessFormat(samples, name)).toMatchObject(expected);
	});

	it("is not decided by one slip among many", () => {
		const seats = [...Array.from({ length: 40 }, (_, i) => String(i)), "many"];
		expect(guessFormat(seats).type).toBe("number");
		expect(guessFormat(seats.slice(35)).type).toBe("string");
	});

	it.each([
		["sku", ["1E5", "2E3"]],
		["order_no", ["1e5", "100000"]],
		["member_code", ["12.50", "12.5"]],
		["version", ["1.10", "1.9"]],
		["Serial No.", ["12.50", "7.25"]],
		["ref", ["1,234", "5,678"]],
		["batch", ["1E5", "2E3"]],
		["batch", ["12", "2e3"]],
		["x", ["+5", "7"]],
		["x", ["12 34 56", "12 34 57"]],
		["x", ["1.", "2."]],
		["x", ["-07", "12"]],
	])("is text where a number would not be written the same again: %s %j", (name, cells) => {
		expect(guessFormat(cells, name).type).toBe("string");
	});

	it.each([
		["price", ["12.50", "3.00", "7"]],
		["anything", ["12.50", "12.5"]],
		["spend", ["1,234.50", "$ 12.00", "-3.10"]],
		["revenue", ["1 234,50", "7,00"]],
		["score", ["1e-5", "0.25"]],
		["lifetimeValue", ["1E5", "2E3"]],
		["temperature change", ["-5", "0", ".5"]],
		["rate", ["+5", "10%"]],
		["visits", ["12", "0"]],
	])("is a number where it is an amount: %s %j", (name, cells) => {
		expect(guessFormat(cells, name).type).toBe("number");
	});
});
