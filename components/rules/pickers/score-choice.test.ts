import { describe, expect, it } from "vitest";
import { scoreChoice } from "@/components/rules/pickers/score-choice";

const sorted = (typed: string, ...names: string[]) =>
	names
		.map((name) => ({ name, score: scoreChoice(name, typed) }))
		.filter(({ score }) => score > 0)
		.sort((a, b) => b.score - a.score)
		.map(({ name }) => name);

describe("finding by typing", () => {
	it("puts prefix matches first and omits what does not match", () => {
		expect(sorted("order", "Reordered", "Cancel Order", "Order Completed", "Page Viewed")).toEqual([
			"Order Completed",
			"Cancel Order",
			"Reordered",
		]);
		expect(sorted("is on a list", "Is among the top or bottom", "Is on a list")).toEqual(["Is on a list"]);
	});

	it("matches words in any order, and synonyms", () => {
		expect(scoreChoice("Order Completed", "comp ord")).toBeGreaterThan(0.7);
		expect(scoreChoice("Did these in order", "funnel", ["sequence", "funnel"])).toBe(0.4);
	});
});
