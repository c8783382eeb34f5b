import { describe, expect, it } from "vitest";
import { combinationPath, combinedRule } from "@/components/segments/combined-rule";

describe("a segment from an overlap", () => {
	it("goes through the address: in all of the ones, in none of the others", () => {
		const path = combinationPath(["a", "b"], ["c"]);
		const query = new URLSearchParams(path.split("?")[1]);
		expect(combinedRule({ in: query.get("in") ?? "", notIn: query.get("notIn") ?? "" })).toEqual({
			combinator: "and",
			rules: [
				{ kind: "segment", field: "a", operator: "isMember", value: null },
				{ kind: "segment", field: "b", operator: "isMember", value: null },
				{ kind: "segment", field: "c", operator: "isNotMember", value: null },
			],
		});
	});

	it("is an empty rule without any", () => {
		expect(combinedRule({ in: "", notIn: "" })).toEqual({ combinator: "and", rules: [] });
	});
});
