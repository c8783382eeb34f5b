import { describe, expect, it } from "vitest";
import { prepareMatches, rangeText } from "@/components/syncs/prepare-matches";

const day = (date: number) => `2026-11-${date}T09:00:00.000Z`;
const items = [
	{ at: day(20), size: { lower: 0, upper: 1_000 }, rate: null },
	{ at: day(21), size: null, rate: { lower: 0.6, upper: 0.6 } },
	{ at: day(22), size: { lower: 1_000, upper: 2_100 }, rate: { lower: 0.6, upper: 0.8 } },
];

describe("what a destination said of matches", () => {
	it("is drawn where it is known, with its range, and in the table everywhere", () => {
		const size = prepareMatches(items, "size");
		expect(size.points.map(({ lower, upper }) => [lower, upper])).toEqual([
			[0, 1_000],
			[1_000, 2_100],
		]);
		expect(size.most).toBe(5_000);
		expect(size.table.rows).toEqual([
			["22 Nov 2026", "60% to 80%", "1,000 to 2,100"],
			["21 Nov 2026", "60%", "unknown"],
			["20 Nov 2026", "unknown", "below 1,000"],
		]);
		expect(prepareMatches(items, "rate").summary).toBe(
			"Match rate from 21 Nov 2026 to 22 Nov 2026: 60% to 80% at the end.",
		);
	});

	it("is unknown while it said nothing", () => {
		expect(prepareMatches([], "size")).toMatchObject({
			points: [],
			most: 1,
			summary: "Matched people: unknown.",
		});
		expect(rangeText(null, "rate")).toBe("unknown");
		expect(rangeText({ lower: 0, upper: 0 }, "size")).toBe("0");
	});
});
