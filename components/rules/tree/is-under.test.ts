import { describe, expect, it } from "vitest";
import { isUnder } from "@/components/rules/tree/is-under";

const rule = {
	id: "root",
	rules: [
		{ id: "a", kind: "event", where: { id: "w", rules: [{ id: "f", kind: "property" }] } },
		{ id: "g", rules: [{ id: "b", kind: "sequence", steps: [{ event: "" }] }] },
	],
};

describe("isUnder", () => {
	it("finds the node on the path, in groups, lists and filters", () => {
		expect(isUnder(rule, [0], "a")).toBe(true);
		expect(isUnder(rule, [0, "where", 0], "a")).toBe(true);
		expect(isUnder(rule, [0, "where", 0], "f")).toBe(true);
		expect(isUnder(rule, [1, 0, "steps", 0], "b")).toBe(true);
	});

	it("is false for another node, and for paths that lead nowhere", () => {
		expect(isUnder(rule, [1, 0], "a")).toBe(false);
		expect(isUnder(rule, [0], "f")).toBe(false);
		expect(isUnder(rule, [7, "where"], "a")).toBe(false);
		expect(isUnder(null, [0], "a")).toBe(false);
	});
});
