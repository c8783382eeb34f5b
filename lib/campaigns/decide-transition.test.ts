import { describe, expect, it } from "vitest";
import { createCampaignInput } from "@/lib/campaigns/contracts";
import { decideTransition } from "@/lib/campaigns/decide-transition";
import { frozenFields } from "@/lib/campaigns/frozen-fields";
import { newId } from "@/lib/kernel/ids";

describe("decideTransition", () => {
	it.each([
		["draft", "schedule", "scheduled"],
		["scheduled", "schedule", "scheduled"],
		["scheduled", "unschedule", "draft"],
		["draft", "launch", "running"],
		["scheduled", "launch", "running"],
		["running", "end", "ended"],
		["ended", "archive", "ended"],
		["imported", "archive", "imported"],
	] as const)("a campaign that is %s may %s and is then %s", (status, step, next) => {
		expect(decideTransition(status, step)).toEqual({ ok: true, next });
	});

	it.each([
		["running", "schedule"],
		["ended", "schedule"],
		["draft", "unschedule"],
		["running", "unschedule"],
		["running", "launch"],
		["ended", "launch"],
		["imported", "launch"],
		["draft", "end"],
		["scheduled", "end"],
		["scheduled", "archive"],
		["ended", "end"],
		["running", "archive"],
	] as const)("a campaign that is %s may not %s, and says why", (status, step) => {
		const decision = decideTransition(status, step);
		expect(decision.ok).toBe(false);
		if (!decision.ok) expect(decision.reason.length).toBeGreaterThan(10);
	});
});

describe("frozenFields", () => {
	it("keeps what is measured fixed once a campaign runs", () => {
		expect(
			frozenFields("running", { goalEvent: "Refund", confidence: 90, costCents: 1 }).map(
				(issue) => issue.path,
			),
		).toEqual(["goalEvent", "confidence"]);
		expect(frozenFields("ended", { holdoutBp: 500 })).toHaveLength(1);
		expect(frozenFields("draft", { goalEvent: "Refund", windowDays: 3 })).toEqual([]);
	});
});

describe("createCampaignInput", () => {
	const input = { name: "Spring", segmentId: newId("seg"), destinationId: newId("dst"), goalEvent: "Order" };

	it("holds out 10 % by default", () => {
		expect(createCampaignInput.parse(input).holdoutBp).toBe(1000);
	});

	it("takes no holdout only with a written reason", () => {
		const none = createCampaignInput.safeParse({ ...input, holdoutBp: 0, holdoutReason: " " });
		expect(none.error?.issues[0]?.path).toEqual(["holdoutReason"]);
		expect(
			createCampaignInput.safeParse({ ...input, holdoutBp: 0, holdoutReason: "Recall notice" }).success,
		).toBe(true);
	});
});
