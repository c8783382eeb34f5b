import { describe, expect, it } from "vitest";
import {
	amountProblem,
	changedRules,
	draftOf,
	readRules,
	usualDraft,
	usualRules,
} from "@/components/syncs/rules/rules-draft";

describe("the draft of delivery rules", () => {
	it("is read as it was written, and the usual one as the usual rules", () => {
		expect(readRules(usualDraft)).toEqual(usualRules);
		expect(readRules({ ...usualDraft, minimumAudience: "1,000", changePercent: " 5 " })?.guards).toEqual({
			changePercent: 5,
			changePeople: 50,
			minimumAudience: 1000,
		});
	});

	it("does not ask about the limits of a question that is off", () => {
		const off = { ...usualDraft, asksAboutChanges: false, changePercent: "much", changePeople: "" };
		expect(readRules(off)?.guards).toEqual({ changePercent: null, changePeople: 50, minimumAudience: 0 });
		const stored = {
			...usualRules,
			excludedSegments: [],
			guards: { ...usualRules.guards, changePercent: null },
		};
		expect(draftOf(stored)).toMatchObject({ asksAboutChanges: false, changePercent: "30" });
	});

	it.each([
		["changePercent", "0", "Write 1 to 100%"],
		["changePercent", "101", "Write 1 to 100%"],
		["changePercent", "2.5", "Write a whole number"],
		["changePeople", "", "Write a number"],
		["minimumAudience", "-1", "Write 0 to 100,000,000 people"],
		["minimumAudience", "0", undefined],
	] as const)("says of %s that %j is %j", (field, text, problem) => {
		expect(amountProblem(field, text)).toBe(problem);
		expect(readRules({ ...usualDraft, [field]: text }) === null).toBe(problem !== undefined);
	});

	it("sends only what differs", () => {
		expect(changedRules(usualRules, usualRules)).toEqual({});
		expect(
			changedRules(usualRules, { ...usualRules, mode: "add_only", excludedSegmentIds: ["seg_1"] }),
		).toEqual({
			mode: "add_only",
			excludedSegmentIds: ["seg_1"],
		});
	});
});
