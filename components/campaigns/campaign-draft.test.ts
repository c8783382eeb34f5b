import { describe, expect, it } from "vitest";
import {
	emptyDraft,
	fillDraft,
	readDraft,
	readKeptDraft,
	suggestDraft,
} from "@/components/campaigns/campaign-draft";
import { blankMetric } from "@/components/campaigns/metric-draft";
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

	it("keeps only metrics and a confidence that the form can show", () => {
		const metric = { ...blankMetric("guardrail"), name: "Refunds" };
		expect(readKeptDraft({ ...filled, metrics: [metric], confidence: 99 })).toMatchObject({
			metrics: [metric],
			confidence: 99,
		});
		const odd = readKeptDraft({ ...filled, metrics: [{ name: "Refunds" }], confidence: 94 });
		expect(odd).not.toHaveProperty("metrics");
		expect(odd).not.toHaveProperty("confidence");
	});

	it("builds a body the API accepts", () => {
		const read = readDraft({ ...filled, cost: "1,200.50", effectPoints: "0.5", valueProperty: "revenue" });
		if (!read.ok) throw new Error("must be whole");
		expect(createCampaignInput.parse(read.body)).toMatchObject({
			name: "Spring sale",
			costCents: 120_050,
			effectWorthHaving: 0.005,
			holdoutBp: 1000,
		});
	});

	it("sends the further segments that are chosen, and not one that still is to be", () => {
		const [more, excluded] = [newId("seg"), newId("seg")];
		const read = readDraft({ ...filled, moreSegmentIds: [more, ""], excludedSegmentIds: [excluded] });
		expect(read.ok ? createCampaignInput.parse(read.body) : read.problems).toMatchObject({
			segmentId: filled.segmentId,
			moreSegmentIds: [more],
			excludedSegmentIds: [excluded],
		});
		expect(readKeptDraft({ moreSegmentIds: [more], excludedSegmentIds: [7] })).toEqual({
			moreSegmentIds: [more],
		});
	});

	it.each(["12,50", "1.200,50", "1,2", "12a"])("does not guess what %j costs", (cost) => {
		const read = readDraft({ ...filled, cost });
		expect(read.ok ? read.body.costCents : read.problems).toHaveProperty("cost");
	});

	it("refuses a last day that is invalid or past", () => {
		for (const [endsOn, problem] of [
			["31/12/99", "Write the year of “31/12/99” with four digits"],
			["2020-02-30", "There is no “2020-02-30” in the calendar"],
			["2020-02-29", "A day that is not over yet."],
		] as const) {
			const read = readDraft({ ...filled, endsOn });
			expect(read.ok ? null : read.problems).toEqual({ endsOn: problem });
		}
	});

	it("asks for the reason when no one is held out", () => {
		const read = readDraft({ ...filled, holdoutBp: 0 });
		expect(read.ok ? null : read.problems.holdoutReason).toMatch(/why/);
	});
});

describe("suggestions", () => {
	const start = {
		destinationId: "dst_usual",
		goalEvent: "Order Completed",
		valueProperty: "revenue",
		currency: "EUR",
		holdoutBp: 1000,
		windowDays: 14,
	};
	const given = { segmentId: "", destinationId: "" };

	it("are sent as shown, and give way to what is chosen, even to nothing", () => {
		const suggested = suggestDraft({
			given: { ...given, segmentId: filled.segmentId },
			start: { ...start, destinationId: filled.destinationId },
			segmentName: "Loyal customers",
			recommendedBp: 2000,
		});
		const shown = fillDraft(suggested, { valueProperty: "" });
		expect(readDraft(shown)).toMatchObject({
			ok: true,
			body: {
				name: "Loyal customers",
				segmentId: filled.segmentId,
				destinationId: filled.destinationId,
				goalEvent: "Order Completed",
				valueProperty: null,
				holdoutBp: 2000,
				currency: "EUR",
			},
		});
	});

	it("prefer the destination in the URL, and the default holdout until there is a forecast", () => {
		const suggested = suggestDraft({
			given: { ...given, destinationId: "dst_given" },
			start,
			segmentName: undefined,
			recommendedBp: null,
		});
		expect(suggested).toMatchObject({ destinationId: "dst_given", holdoutBp: 1000, name: "" });
		expect(
			fillDraft(suggestDraft({ given, start: undefined, segmentName: undefined, recommendedBp: null }), {}),
		).toEqual(emptyDraft);
	});

	it("are not kept: only chosen values of the form's own fields are", () => {
		expect(readKeptDraft({ name: "A", holdoutBp: "many", other: 1 })).toEqual({ name: "A" });
		expect(readKeptDraft({})).toBeNull();
		expect(readKeptDraft("A")).toBeNull();
	});
});
