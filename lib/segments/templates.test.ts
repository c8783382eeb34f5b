import { describe, expect, it } from "vitest";
import { describeRule } from "@/lib/rules/describe/describe-rule";
import { segmentRule } from "@/lib/rules/rule";
import { segmentTemplates, templateTopics } from "@/lib/segments/templates";

describe("the library of segments", () => {
	it("has its templates, each with its own name and rule", () => {
		expect(segmentTemplates).toHaveLength(21);
		for (const key of ["id", "name", "about"] as const) {
			expect(new Set(segmentTemplates.map((each) => each[key])).size).toBe(21);
		}
		expect(new Set(segmentTemplates.map(({ rule }) => JSON.stringify(rule))).size).toBe(21);
		expect(new Set(segmentTemplates.map(({ topic }) => topic))).toEqual(new Set(templateTopics));
	});

	it.each(segmentTemplates)("$name is a valid rule that can be described in English", ({ rule }) => {
		expect(segmentRule.parse(rule)).toEqual(rule);
		expect(describeRule(rule)).toMatch(/^People .*(⟨the event that means |birthday is today).*\.$/);
	});
});
