import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readTypedNumber, readTypedNumbers, unreadListText, unreadText } from "@/lib/kernel/typed-number";

describe("reading a number as it is typed", () => {
	it.each([
		["12", 12],
		[" −5.25 ", -5.25],
		["0.", 0],
		[".5", 0.5],
		["007", 7],
		["-0", 0],
		["1e3", 1000],
		["1 000", 1000],
		["1\u202f234\u00a0567.5", 1_234_567.5],
		["1’000", 1000],
		["1,234,567", 1_234_567],
	])("reads %j", (text, number) => {
		expect(readTypedNumber(text)).toBe(number);
	});

	it.each([
		["", "Write a number"],
		["x", "“x” is not a number: write one such as 12 or 12.5"],
		["1 00", "“1 00” is not one number: write 100"],
		["12,5", "“12,5” can be read in two ways: write 12.5 or 125"],
		["12,5,3", "“12,5,3” is not a number: write one such as 12 or 12.5"],
		["1.2.3", "“1.2.3” is not a number: write one such as 12 or 12.5"],
		["-", "“-” is not a number: write one such as 12 or 12.5"],
		["0x10", "“0x10” is not a number: write one such as 12 or 12.5"],
		["Infinity", "“Infinity” is not a number: write one such as 12 or 12.5"],
		["9007199254740993", "“9007199254740993” has more than the 15 digits that can be kept: round it"],
	])("takes %j for no number, and says what to write", (text, words) => {
		expect(readTypedNumber(text)).toBeNull();
		expect(unreadText(text)).toBe(words);
	});

	it("reads back every number as it is written", () => {
		fc.assert(
			fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
				expect(readTypedNumber(String(number))).toBe(number + 0);
			}),
		);
	});
});

describe("reading several numbers", () => {
	it.each([
		["", []],
		["1, 2,3;4", [1, 2, 3, 4]],
		["1 2 3", [1, 2, 3]],
		["1\n2\r\n3", [1, 2, 3]],
		["1 000", [1000]],
		["12 000.5, 7", [12_000.5, 7]],
	])("reads %j", (text, numbers) => {
		expect(readTypedNumbers(text)).toEqual(numbers);
	});

	it.each([
		["1,000", "“000” may be the end of a thousand: write thousands without a comma, as in 1000"],
		["1 000 2", "“000” may be the end of a thousand: write thousands without a comma, as in 1000"],
		["one", "“one” is not a number: write one such as 12 or 12.5"],
		["1, x", "“x” is not a number: write one such as 12 or 12.5"],
		["1.2.3", "“1.2.3” is not a number: write one such as 12 or 12.5"],
	])("refuses %j as a whole, and says which part", (text, words) => {
		expect(readTypedNumbers(text)).toBeNull();
		expect(unreadListText(text)).toBe(words);
	});

	it("reads what it is written as", () => {
		fc.assert(
			fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true })), (numbers) => {
				expect(readTypedNumbers(numbers.join(", "))).toEqual(numbers.map((each) => each + 0));
			}),
		);
	});
});
