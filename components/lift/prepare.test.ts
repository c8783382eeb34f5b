import { describe, expect, it } from "vitest";
import { prepareForest } from "@/components/lift/prepare-forest";
import { prepareLiftSeries } from "@/components/lift/prepare-lift-series";
import { assembleReadOut } from "@/lib/lift/assemble-read-out";
import type { ReadOutInput } from "@/lib/lift/read-out-input";
import { shareSample } from "@/lib/stats/sample";

const people = [
	{
		epoch: 1,
		arm: "treated" as const,
		complete: 9000,
		open: 0,
		future: 0,
		contaminated: 0,
		lastAssignedMs: 0,
	},
	{
		epoch: 1,
		arm: "holdout" as const,
		complete: 1000,
		open: 0,
		future: 0,
		contaminated: 0,
		lastAssignedMs: 0,
	},
];
const rows = (treated: number, holdout: number) => [
	{ epoch: 1, arm: "treated" as const, sample: shareSample(9000, treated) },
	{ epoch: 1, arm: "holdout" as const, sample: shareSample(1000, holdout) },
];

function input(treated: number, holdout: number): ReadOutInput {
	return {
		campaign: {
			id: "cmp_00000000000000000000000000",
			name: "Spring",
			status: "ended",
			isAaTest: false,
			goalEvent: "Order",
			valueProperty: null,
			currency: "USD",
			windowDays: 2,
			costCents: null,
			costThrough: null,
			launchedAt: "2026-01-01T00:00:00.000Z",
			endedAt: "2026-02-01T00:00:00.000Z",
			endsAt: null,
			effectWorthHaving: null,
			confidence: 95,
			timeZone: "UTC",
		},
		asOf: new Date("2026-03-01T00:00:00Z"),
		people,
		design: [{ epoch: 1, holdoutShare: 0.1, cohort: null }],
		metrics: [
			{
				key: "conversion",
				label: "Did Order",
				kind: "conversion",
				isPrimary: true,
				rows: rows(treated, holdout),
			},
		],
		series: [
			{
				metric: "conversion",
				days: [
					{ day: 0, rows: rows(0, 0) },
					{ day: 1, rows: rows(Math.floor(treated / 2), Math.floor(holdout / 2)) },
					{ day: 2, rows: rows(treated, holdout) },
				],
			},
		],
		outcomes: [],
		before: null,
		leak: { reached: 0, heldOut: 200, paths: [] },
		plannedPeople: 10_000,
		variants: null,
		sliceTraits: [],
		slices: null,
		covariate: null,
		traits: [],
		closing: null,
		canGrow: false,
	};
}

describe("prepareForest", () => {
	it("keeps zero on the axis and every whisker inside it", () => {
		const model = prepareForest(assembleReadOut(input(1080, 90)));
		expect(model.from).toBeLessThanOrEqual(0);
		expect(model.to).toBeGreaterThanOrEqual(model.rows[0]?.high ?? Number.POSITIVE_INFINITY);
		expect(model.ticks.some((tick) => Math.abs(tick) < 1e-9)).toBe(true);
		expect(model.rows[0]?.relative).toContain("+33%");
	});

	it("never begins below −100%, and lets a whisker that would stretch the axis leave it", () => {
		const model = prepareForest(assembleReadOut(input(150, 2)));
		expect(model.from).toBeGreaterThanOrEqual(-1);
		expect(model.ticks[0]).toBe(model.from);
		const high = model.rows[0]?.high ?? 0;
		expect(high).toBeGreaterThan(2 * (model.rows[0]?.point ?? 0));
		expect(model.to).toBeLessThanOrEqual(4.5 * (model.rows[0]?.point ?? 0));
	});

	it("shows unknown with the reason if held-out people did nothing, never zero", () => {
		const { rows, notes } = prepareForest(assembleReadOut(input(40, 0)));
		const row = rows[0];
		expect(row?.point).toBeNull();
		expect(row?.relative).toBe("Unknown");
		expect(notes.filter((note) => /nothing to be relative to/.test(note))).toHaveLength(1);
		expect(JSON.stringify(row)).not.toMatch(/NaN|Infinity/);
	});
});

describe("prepareLiftSeries", () => {
	it("draws the days of the window with the band of the difference around the treated line", () => {
		const read = assembleReadOut(input(1080, 90));
		if (!read.series.known || !read.series.figure[0]) throw new Error("must be known");
		const model = prepareLiftSeries(read, read.series.figure[0]);
		expect(model.points.map((point) => point.day)).toEqual([0, 1, 2]);
		const { difference } = read.series.figure[0].points[2] ?? {};
		if (!difference?.known) throw new Error("must be known");
		const { low, high } = difference.figure;
		expect(model.points[2]?.band).toEqual([0.09 + low, 0.09 + high]);
		expect(model.points[2]?.band?.[0]).toBeGreaterThan(0.09);
		expect(model.points[2]?.band?.[0]).toBeLessThan(0.12);
		expect(model.points[2]?.band?.[1]).toBeGreaterThan(0.12);
		expect(model.table.rows[2]?.[1]).toBe("12.0%");
	});
});

describe("the verdict's sentence", () => {
	it.each([
		[
			1080,
			90,
			"keep",
			/^This campaign works\. .*12\.0% of those treated against 9\.0% of those held out.*\+3\.0 points/,
		],
		[900, 100, "inconclusive", /^Too few people to tell a lift of 1\.0 points/],
		[600, 100, "retire", /^This campaign reduced conversions\./],
		[40, 5, "inconclusive", /^This campaign ended before it could give an answer\. 5 conversions/],
	])("of %i against %i is %s in plain words", (treated, holdout, kinds, sentence) => {
		const { verdict } = assembleReadOut(input(treated, holdout));
		expect(kinds.split("|")).toContain(verdict.kind);
		expect(verdict.sentence).toMatch(sentence);
		expect(verdict.sentence).not.toMatch(/NaN|null|undefined/);
	});
});

describe("the text while no one's conversion window is over", () => {
	const open = people.map((row) => ({ ...row, complete: 0, open: row.complete }));
	const outlookOf = (before: ReadOutInput["before"]) => {
		const read = { ...input(0, 0), people: open, before };
		return assembleReadOut({ ...read, campaign: { ...read.campaign, status: "running", endedAt: null } });
	};

	it("states when the first result comes and how small a lift will show, and no count of conversions", () => {
		const { outlook, verdict } = outlookOf({ people: 10_000, did: 1000 });
		expect(outlook).toMatchObject({
			firstAnswerAt: "2026-01-03T00:00:00.000Z",
			baseRate: 0.1,
			obstacle: null,
		});
		expect(outlook?.leastLift).toBeGreaterThan(0.02);
		expect(outlook?.leastLift).toBeLessThan(0.05);
		expect(verdict.sentence).toBe(
			"Too early to tell. No one’s 2 days are over yet: the first are on 3 Jan 2026.",
		);
	});

	it("states that no result is possible if the holdout is too small for the goal, and unknown without a rate", () => {
		expect(outlookOf({ people: 10_000, did: 199 }).outlook).toMatchObject({
			obstacle: "few_conversions",
			leastLift: null,
		});
		expect(outlookOf({ people: 10_000, did: 200 }).outlook).toMatchObject({ obstacle: null });
		expect(outlookOf({ people: 10_000, did: 0 }).outlook).toMatchObject({ obstacle: null, baseRate: null });
	});

	it("is empty once there is a result", () => {
		expect(assembleReadOut(input(1080, 90)).outlook).toBeNull();
	});
});
