import { describe, expect, it } from "vitest";
import { conflictEffect, sharedText } from "@/lib/campaigns/conflict-text";

const conflict = {
	id: "cmp_1",
	name: "Winter sale",
	status: "running" as const,
	startsAt: null,
	people: 500,
	treated: 450,
	reachesHoldout: false,
};
const own = { assignable: 1000, holdoutBp: 1000 };

describe("what a conflict says", () => {
	it("counts who is in both and whom the other treats", () => {
		expect(sharedText(conflict)).toBe("500 people are in both; it treats 450 of them.");
		expect(sharedText({ ...conflict, status: "scheduled", people: 1, treated: 1 })).toBe(
			"1 person is in both; it would treat 1 of them.",
		);
		expect(sharedText({ ...conflict, people: "fewer than 10", treated: "fewer than 10" })).toBe(
			"fewer than 10 people are in both.",
		);
	});

	it("calls a fair comparison fair, and says what the lift will then mean", () => {
		expect(conflictEffect(conflict, own)).toBe(
			"Both groups get Winter sale alike, so the comparison stays fair: the lift will be what this campaign adds on top of it.",
		);
	});

	it("says how many held-out people it reaches, and when that leaves no verdict", () => {
		expect(conflictEffect({ ...conflict, reachesHoldout: true }, own)).toBe(
			"Winter sale reaches about 45 of the 100 people held out here. From 1% on there is no verdict: exclude its people, use another account, or wait until it has ended.",
		);
		expect(
			conflictEffect(
				{ ...conflict, status: "scheduled", reachesHoldout: true, treated: 40 },
				{ assignable: 10_000, holdoutBp: 1000 },
			),
		).toBe(
			"Winter sale will reach about 4 of the 1,000 people held out here, which makes the lift look a little smaller.",
		);
	});
});
