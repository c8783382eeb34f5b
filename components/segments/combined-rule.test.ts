import { describe, expect, it } from "vitest";
import { combinationPath, combinedRule, keyOf } from "@/components/segments/combined-rule";

const id = (letter: string) => `seg_${letter.repeat(26)}`;
const [a, b, c] = [id("a"), id("b"), id("c")];
const leaf = (field: string, operator: "isMember" | "isNotMember") => ({
	kind: "segment",
	field,
	operator,
	value: null,
});

describe("a segment from an overlap", () => {
	it("goes through the URL: in all of these, in none of those", () => {
		const path = combinationPath([a, b], [c]);
		const query = new URLSearchParams(path.split("?")[1]);
		expect(combinedRule({ in: query.get("in") ?? "", notIn: query.get("notIn") ?? "" })).toEqual({
			combinator: "and",
			rules: [leaf(a, "isMember"), leaf(b, "isMember"), leaf(c, "isNotMember")],
		});
	});

	it("is an empty rule without any", () => {
		expect(combinedRule({ in: "", notIn: "" })).toEqual({ combinator: "and", rules: [] });
	});

	it("names each segment once, and no invalid ids", () => {
		const junk = { in: `${a},${a},junk,cmp_${"a".repeat(26)}, ${b} `, notIn: `${c},<script>,${c},${a}` };
		expect(combinedRule(junk).rules).toEqual([
			leaf(a, "isMember"),
			leaf(b, "isMember"),
			leaf(c, "isNotMember"),
		]);
		expect(keyOf(junk)).toBe(keyOf({ in: `${a},${b}`, notIn: c }));
		expect(keyOf({ in: "junk", notIn: "," })).toBe("");
	});
});
