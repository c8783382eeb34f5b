import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readNumbers } from "@/components/rules/controls/numbers-control";

describe("reading several numbers", () => {
	it.each([
		["", []],
		["1, 2,3;4", [1, 2, 3, 4]],
		["1 2 3", [1, 2, 3]],
		["1 000", [1000]],
		["12 000.5, 7", [12_000.5, 7]],
	])("reads %j", (text, numbers) => {
		expect(readNumbers(text)).toEqual(numbers);
	});

	it.each(["1,000", "1 000 2", "one", "1, x", "1.2.3", "0x", "Infinity"])("refuses %j as a whole", (text) => {
		expect(readNumbers(text)).toBeNull();
	});

	it("reads what it is written as", () => {
		fc.assert(
			fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true })), (numbers) => {
				expect(readNumbers(numbers.join(", "))).toEqual(numbers.map((each) => each + 0));
			}),
		);
	});
});
