import { describe, expect, it } from "vitest";
import { audienceIssues, audienceRule, isCombined } from "@/lib/campaigns/audience-segments";
import { chosenSegments } from "@/lib/holdouts/chosen-segments";
import { segmentRule } from "@/lib/rules/rule";
import { audienceName } from "@/lib/segments/audience-name";

describe("the segments of a campaign", () => {
	it("need a segment of the campaign's own only when they are combined", () => {
		expect(isCombined({ included: ["seg_a"], excluded: [] })).toBe(false);
		expect(isCombined({ included: ["seg_a", "seg_b"], excluded: [] })).toBe(true);
		expect(isCombined({ included: ["seg_a"], excluded: ["seg_c"] })).toBe(true);
	});

	it("become a rule of the segment language: any of these, none of those", () => {
		const rule = audienceRule({ included: ["seg_a", "seg_b"], excluded: ["seg_c"] });
		expect(segmentRule.parse(rule)).toEqual({
			combinator: "and",
			rules: [
				{
					combinator: "or",
					rules: [
						{ kind: "segment", field: "seg_a", operator: "isMember", value: null },
						{ kind: "segment", field: "seg_b", operator: "isMember", value: null },
					],
				},
				{ kind: "segment", field: "seg_c", operator: "isNotMember", value: null },
			],
		});
	});

	it("are named in words", () => {
		expect(audienceName({ included: ["Trials", "Champions"], excluded: [] })).toBe("Trials or Champions");
		expect(audienceName({ included: ["Trials"], excluded: ["Customers", "Staff"] })).toBe(
			"Trials, without Customers or Staff",
		);
	});

	it("are those of a stored campaign, whether it combines them or not", () => {
		expect(chosenSegments({ segmentId: "seg_own", chosenSegmentIds: ["seg_a", "seg_b"] })).toEqual([
			"seg_a",
			"seg_b",
		]);
		expect(chosenSegments({ segmentId: "seg_a", chosenSegmentIds: [] })).toEqual(["seg_a"]);
		expect(chosenSegments({ segmentId: null, chosenSegmentIds: [] })).toEqual([]);
	});

	it("are refused by field where one is named twice or on both sides", () => {
		expect(audienceIssues({ included: ["seg_a", "seg_b"], excluded: ["seg_c"] })).toEqual([]);
		expect(audienceIssues({ included: ["seg_a", "seg_a"], excluded: [] })).toMatchObject([
			{ path: "moreSegmentIds" },
		]);
		expect(audienceIssues({ included: ["seg_a"], excluded: ["seg_a"] })).toMatchObject([
			{ path: "excludedSegmentIds" },
		]);
	});
});
