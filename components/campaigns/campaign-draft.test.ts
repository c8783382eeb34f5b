import { describe, expect, it } from "vitest";
import { emptyDraft, readDraft } from "@/components/campaigns/campaign-draft";
import { createCampaignInput } from "@/lib/campaigns/contracts";
import { newId } from "@/lib/kernel/ids";

const filled = {
	...emptyDraft,
	name: " Spring sale ",
	segmentId: newId("seg"),
	destinationId: newId("dst"),
	goalEvent: "Order Completed",
};

describe("readDraft", () => {
	it("names every field that is missing", () => {
		const read = readDraft(emptyDraft);
		expect(read.ok ? [] : Object.keys(read.problems)).toEqual([
			"name",
			"segmentId",
			"destinationId",
			"goalEvent",
		]);
	});

	it("makes a body the API takes", () => {
		const read = readDraft({ ...filled, cost: "1,200.50", effectPoints: "0.5", valueProperty: "revenue" });
		if (!read.ok) throw new Error("must be whole");
		expect(createCampaignInput.parse(read.body)).toMatchObject({
			name: "Spring sale",
			costCents: 120_050,
			effectWorthHaving: 0.005,
			holdoutBp: 1000,
		});
	});

	it.each(["12,50", "1.200,50", "1,2", "12a"])("does not guess what %j costs", (cost) => {
		const read = readDraft({ ...filled, cost });
		expect(read.ok ? read.body.costCents : read.problems).toHaveProperty("cost");
	});

	it("asks for the reason when nobody is held out", () => {
		const read = readDraft({ ...filled, holdoutBp: 0 });
		expect(read.ok ? null : read.problems.holdoutReason).toMatch(/why/);
	});
});
