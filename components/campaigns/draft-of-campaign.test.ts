import { describe, expect, it } from "vitest";
import { readDraft } from "@/components/campaigns/campaign-draft";
import { draftOf } from "@/components/campaigns/draft-of-campaign";
import { campaign } from "@/components/testing/sample-answers";
import type { CampaignDetail } from "@/lib/campaigns/contracts";

const segment = (id: string) => ({ id, name: id, size: 10, isArchived: false });
const goal = { kind: "value", event: null, property: null, per: null, better: "up" } as const;
const stored: CampaignDetail = {
	...campaign,
	status: "draft",
	name: "Spring",
	hypothesis: "More orders",
	audience: { included: [segment("seg_a"), segment("seg_b")], excluded: [segment("seg_c")] },
	destination: { id: "dst_a", name: "Meta", network: "meta", status: "connected", isSandbox: true },
	holdoutBp: 750,
	goalEvent: "Order Completed",
	valueProperty: "amount",
	windowDays: 30,
	costCents: 120_050,
	currency: "EUR",
	effectWorthHaving: 0.005,
	confidence: 99,
	endsAt: "2099-05-04T18:00:00.000Z",
	variants: [
		{ key: "a", name: "A", weight: 33.34, destination: null, audienceName: "First", people: null },
		{
			key: "b",
			name: "B",
			weight: 66.66,
			destination: { id: "dst_b", name: "B" },
			audienceName: null,
			people: null,
		},
	],
	metrics: [
		{ ...goal, name: "value", role: "primary" },
		{ ...goal, name: "conversion", kind: "conversion", role: "secondary" },
		{
			name: "Revenue per order",
			kind: "ratio",
			role: "guardrail",
			event: "Order Completed",
			property: "amount",
			per: { event: "Order Completed", by: "people" },
			better: "down",
		},
	],
	stratifyBy: { by: "trait", trait: "plan" },
};

describe("a stored draft in the form", () => {
	it("is sent as it was stored where nothing is changed", () => {
		expect(readDraft(draftOf(stored))).toEqual({
			ok: true,
			body: {
				name: "Spring",
				hypothesis: "More orders",
				segmentId: "seg_a",
				moreSegmentIds: ["seg_b"],
				excludedSegmentIds: ["seg_c"],
				destinationId: "dst_a",
				holdoutBp: 750,
				holdoutReason: null,
				goalEvent: "Order Completed",
				valueProperty: "amount",
				windowDays: 30,
				costCents: 120_050,
				currency: "EUR",
				effectWorthHaving: 0.005,
				confidence: 99,
				endsAt: expect.stringMatching(/^2099-05-0[45]/),
				variants: [
					{ name: "A", weight: 33.34, destinationId: null, audienceName: "First" },
					{ name: "B", weight: 66.66, destinationId: "dst_b", audienceName: null },
				],
				primaryMetric: "value",
				metrics: [
					{
						name: "Revenue per order",
						kind: "ratio",
						role: "guardrail",
						event: "Order Completed",
						property: "amount",
						per: { event: "Order Completed", by: "people" },
						better: "down",
					},
				],
				isAaTest: false,
				stratifyBy: { by: "trait", trait: "plan" },
			},
		});
	});
});
