import { describe, expect, it } from "vitest";
import { leakBlocks, leakText } from "@/lib/campaigns/leak-text";

const path = {
	kind: "sync" as const,
	syncId: "syn_1",
	syncName: "Everyone",
	campaign: null,
	destinationName: "Meta",
	isSameAccount: true,
	isSameSegment: false,
	people: 1200,
	since: "2026-03-03T10:00:00.000Z",
};

describe("leakText", () => {
	it("says that no one was reached, of every way", () => {
		expect(leakText({ heldOut: 1000, reached: 0, paths: [] })).toBe(
			"No held-out person was reached, by this campaign or any other way that is known.",
		);
	});

	it("names each way with its people and since when, and whether there is a verdict", () => {
		const campaign = {
			...path,
			kind: "campaign" as const,
			campaign: { id: "cmp_2", name: "Summer" },
			people: 40,
		};
		expect(leakText({ heldOut: 1200, reached: 1200, paths: [path, campaign] })).toBe(
			"1,200 held-out people were reached anyway (100.0% of the holdout): 1,200 through the sync “Everyone” to Meta since Mar 3, 2026; 40 through the campaign “Summer” to Meta since Mar 3, 2026. From 1% on there is no verdict.",
		);
		expect(leakText({ heldOut: 1200, reached: 1, paths: [{ ...path, kind: "own", people: 1 }] })).toBe(
			"1 held-out person was reached anyway (0.08% of the holdout): 1 through this campaign’s own sync to Meta since Mar 3, 2026. That is below the 1% from which there is no verdict.",
		);
	});

	it("counts the ways it does not name", () => {
		const paths = Array.from({ length: 5 }, () => path);
		expect(leakText({ heldOut: 1200, reached: 1200, paths })).toContain("; 2 more ways. ");
	});
});

describe("leakBlocks", () => {
	it("blocks from one percent on, and whenever no one is known to be held out", () => {
		expect(leakBlocks({ heldOut: 1000, reached: 0 })).toBe(false);
		expect(leakBlocks({ heldOut: 1000, reached: 9 })).toBe(false);
		expect(leakBlocks({ heldOut: 1000, reached: 10 })).toBe(true);
		expect(leakBlocks({ heldOut: 0, reached: 1 })).toBe(true);
	});
});
