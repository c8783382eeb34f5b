import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readValues } from "@/components/rules/pickers/read-values";

describe("reading a list of values", () => {
	it.each([
		["", []],
		["pro", ["pro"]],
		["pro, team ;free", ["pro", "team", "free"]],
		["pro\tteam", ["pro", "team"]],
		["pro\r\nteam plan\n\n free,\n", ["pro", "team plan", "free"]],
		["Basel, Switzerland\nBern, Switzerland", ["Basel, Switzerland", "Bern, Switzerland"]],
		['"Basel, Switzerland", Bern', ["Basel, Switzerland", "Bern"]],
		['"say ""hi"""', ['say "hi"']],
		["a, a\n", ["a"]],
	])("reads %j", (text, values) => {
		expect(readValues(text)).toEqual(values);
	});

	it("reads back any values of a column", () => {
		const value = fc.stringMatching(/^[A-Za-z0-9 .'’-]*[A-Za-z0-9]$/).map((text) => text.trim());
		fc.assert(
			fc.property(fc.uniqueArray(value, { minLength: 2 }), (values) => {
				expect(readValues(values.join("\n"))).toEqual(values);
				expect(readValues(values.join(", "))).toEqual(values);
			}),
		);
	});
});
