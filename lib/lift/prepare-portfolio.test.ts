import { describe, expect, it } from "vitest";
import type { LiftSummary, Verdict } from "@/lib/lift/contracts";
import { preparePortfolio } from "@/lib/lift/prepare-portfolio";

const idOf = (index: number) => `cmp_${String(index).padStart(26, "0")}`;
const segmentOf = (index: number) => ({
	id: `seg_${String(index).padStart(26, "0")}`,
	name: `Segment ${index}`,
});

function campaign(
	index: number,
	value: number | null,
	differs: Partial<LiftSummary> & { kind?: Verdict["kind"]; error?: number; people?: number } = {},
): LiftSummary {
	const { kind = "keep", error = 100, people = 1000, ...more } = differs;
	return {
		campaignId: idOf(index),
		name: `Campaign ${index}`,
		status: "ended",
		isAaTest: false,
		asOf: "2026-11-30T00:00:00.000Z",
		verdict: { kind, headline: "", sentence: "" },
		treated: people,
		holdout: 100,
		primary: null,
		incrementalValue:
			value === null
				? { known: false, reason: "Too early." }
				: { known: true, figure: { value, low: value - 2 * error, high: value + 2 * error } },
		valueBasis: value === null ? null : { error, people },
		cost: null,
		segment: segmentOf(index),
		startedAt: `2026-0${index}-01T00:00:00.000Z`,
		currency: "USD",
		confidence: 95,
		launchedAt: null,
		windowDays: 14,
		...more,
	};
}

describe("the portfolio of a workspace", () => {
	it("leaves out A/A tests, whose groups differ by chance", () => {
		const portfolio = preparePortfolio([campaign(1, 1000), campaign(2, 5000, { isAaTest: true })]);
		expect(portfolio).toMatchObject({
			total: { value: 1000 },
			unknown: 0,
			campaigns: [{ name: "Campaign 1" }],
		});
		expect(preparePortfolio([campaign(2, 5000, { isAaTest: true, kind: "invalid" })])).toBeNull();
	});

	it("adds campaigns up in the order of their launch, with intervals as wide as they can be", () => {
		const found = preparePortfolio([campaign(3, 300), campaign(1, 100), campaign(2, -50), campaign(4, null)]);
		expect(found?.steps.map(({ name, total }) => [name, total.value])).toEqual([
			["Campaign 1", 100],
			["Campaign 2", 50],
			["Campaign 3", 350],
		]);
		expect(found?.total).toEqual({ value: 350, low: -250, high: 950 });
		expect(found).toMatchObject({ unknown: 1, inOtherCurrencies: 0 });
	});

	it("ranks by the estimate, and draws nothing together while fewer than four have one", () => {
		const found = preparePortfolio([campaign(1, 100), campaign(2, 900), campaign(3, -400)]);
		expect(found?.campaigns.map(({ name }) => name)).toEqual(["Campaign 2", "Campaign 1", "Campaign 3"]);
		expect(found?.campaigns.every(({ shrunken }) => shrunken === null)).toBe(true);
	});

	it("draws the luckiest toward what campaigns bring per person, so that a sure one can rank before it", () => {
		const found = preparePortfolio([
			campaign(1, 1000, { error: 50 }),
			campaign(2, 1100, { error: 900 }),
			campaign(3, 500, { error: 50 }),
			campaign(4, 600, { error: 50 }),
			campaign(5, 400, { error: 50 }),
		]);
		expect(found?.campaigns[0]?.name).toBe("Campaign 1");
		const lucky = found?.campaigns.find(({ name }) => name === "Campaign 2");
		expect(lucky?.own.value).toBe(1100);
		expect(lucky?.shrunken?.value).toBeLessThan(950);
		// The total stays that of the campaigns' own read-outs.
		expect(found?.total.value).toBe(3600);
	});

	it("compares per person: twice the people with twice the value are shrunk alike", () => {
		const found = preparePortfolio([
			campaign(1, 100, { error: 80 }),
			campaign(2, 200, { error: 160, people: 2000 }),
			campaign(3, 500, { error: 80 }),
			campaign(4, -300, { error: 80 }),
		]);
		const of = (name: string) => found?.campaigns.find((each) => each.name === name)?.shrunken?.value ?? 0;
		expect(of("Campaign 2")).toBeCloseTo(2 * of("Campaign 1"), 9);
	});

	it("names what to expand, what to stop, and segments of which no campaign paid", () => {
		const same = segmentOf(9);
		const found = preparePortfolio([
			campaign(1, 100, { kind: "expand" }),
			campaign(2, -100, { kind: "retire" }),
			campaign(3, -100, { kind: "retire", segment: same }),
			campaign(4, 10, { kind: "change", segment: same }),
			campaign(5, null, { kind: "keep_collecting" }),
			campaign(6, 5, { kind: "inconclusive" }),
		]);
		expect(found?.expand.map(({ name }) => name)).toEqual(["Campaign 1"]);
		expect(found?.stop.map(({ name }) => name)).toEqual(["Campaign 2", "Campaign 3"]);
		expect(found?.neverPaid.map(({ name, campaigns }) => [name, campaigns])).toEqual([
			["Segment 2", 1],
			["Segment 9", 2],
		]);
	});

	it("adds up one currency only, and is unknown while no value is", () => {
		const found = preparePortfolio([
			campaign(1, 100),
			campaign(2, 100),
			campaign(3, 7000, { currency: "EUR" }),
		]);
		expect(found).toMatchObject({ currency: "USD", inOtherCurrencies: 1, total: { value: 200 } });
		expect(preparePortfolio([campaign(1, null)])).toBeNull();
		expect(preparePortfolio([])).toBeNull();
	});
});
