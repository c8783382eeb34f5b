import { expect, it } from "vitest";
import { draftOf } from "@/components/campaigns/draft-of-campaign";
import { readChanges } from "@/components/campaigns/read-changes";
import { filledCampaign } from "@/components/testing/sample-answers";
import type { CampaignDetail } from "@/lib/campaigns/contracts";

const draft: CampaignDetail = {
	...filledCampaign,
	status: "draft",
	launchedAt: null,
	destination: filledCampaign.destination && {
		...filledCampaign.destination,
		id: "dst_0000000000abcdefghjkmnpqrs",
	},
	hypothesis: "It brings them back sooner.",
	// Neither the end of a day nor in the future.
	endsAt: "2026-11-03T10:30:00.000Z",
	stratifyBy: { by: "trait", trait: "plan" },
	metrics: [
		{
			name: "conversion",
			kind: "conversion",
			role: "primary",
			event: null,
			property: null,
			per: null,
			better: "up",
		},
		{ name: "count", kind: "count", role: "secondary", event: null, property: null, per: null, better: "up" },
		{
			name: "Refund share",
			kind: "ratio",
			role: "guardrail",
			event: "Refunded",
			property: "amount",
			per: { event: "Order Completed", by: "times" },
			better: "down",
		},
	],
	variants: [
		{ key: "a", name: "Free shipping", weight: 49.5, destination: null, audienceName: null, people: null },
		{
			key: "b",
			name: "Ten off",
			weight: 50.5,
			destination: null,
			audienceName: "Spring, ten off",
			people: null,
		},
	],
};

const changes = (part: Partial<ReturnType<typeof draftOf>>) =>
	readChanges(draft, { ...draftOf(draft), ...part });

it("changes nothing where nothing was touched, also an end that is over", () => {
	expect(changes({})).toEqual({ ok: true, body: {} });
});

it("sends what was changed, and that alone", () => {
	expect(changes({ windowDays: "30", confidence: 99 })).toEqual({
		ok: true,
		body: { windowDays: 30, confidence: 99 },
	});
	const excludedSegmentIds = ["seg_0000000000abcdefghjkmnpqrt"];
	expect(changes({ excludedSegmentIds })).toEqual({ ok: true, body: { excludedSegmentIds } });
	expect(changes({ stratify: "" })).toEqual({ ok: true, body: { stratifyBy: null } });
	expect(changes({ endsOn: "" })).toEqual({ ok: true, body: { endsAt: null } });
	expect(changes({ metrics: [] })).toEqual({ ok: true, body: { metrics: [] } });
});

it("names the field that cannot be read", () => {
	expect(changes({ windowDays: "soon" })).toMatchObject({
		ok: false,
		problems: { windowDays: expect.any(String) },
	});
	expect(changes({ endsOn: "2020-01-01" })).toMatchObject({
		ok: false,
		problems: { endsOn: expect.any(String) },
	});
});

it("sends only what was changed of a draft that could not be read as it is stored", () => {
	const unfinished: CampaignDetail = { ...draft, name: "", variants: [] };
	const stored = draftOf(unfinished);
	const change = (part: Partial<ReturnType<typeof draftOf>>) =>
		readChanges(unfinished, { ...stored, ...part });
	expect(change({ name: "Spring" })).toEqual({ ok: true, body: { name: "Spring" } });
	expect(change({ name: "Spring", cost: "120", effectPoints: "2" })).toEqual({
		ok: true,
		body: { name: "Spring", costCents: 12_000, effectWorthHaving: 0.02 },
	});
	expect(change({ name: "Spring", holdoutBp: 0, holdoutReason: "Everyone has to know." })).toEqual({
		ok: true,
		body: { name: "Spring", holdoutBp: 0, holdoutReason: "Everyone has to know.", stratifyBy: null },
	});
});
