import { describe, expect, it } from "vitest";
import {
	type CovariateMoments,
	type DayState,
	type Moments,
	statisticsAt,
	toSample,
	toSeries,
} from "@/lib/lift/fold-outcomes";
import type { PeopleRow } from "@/lib/lift/read-out-input";
import { mean, sum, variance } from "@/lib/stats/sample";

const moments = (change: Partial<Moments> = {}): Moments => ({
	total: 100,
	active: 4,
	mean: 25,
	variance: 100,
	skew: 0.5,
	logVariance: 0.2,
	logKurtosis: 3,
	lowest: 0,
	highest: 40,
	...change,
});
const none: CovariateMoments = { mean: 0, variance: 0, covariance: 0 };
const people: PeopleRow[] = [
	{ epoch: 1, arm: "treated", complete: 10, open: 3, future: 0, contaminated: 0, lastAssignedMs: 0 },
	{ epoch: 1, arm: "holdout", complete: 5, open: 0, future: 0, contaminated: 0, lastAssignedMs: 0 },
];
const day = (arm: "treated" | "holdout", at: number, converters: number): DayState => ({
	epoch: 1,
	arm,
	day: at,
	converters,
	goals: moments({ active: converters, mean: 2, variance: 0 }),
	value: moments({ active: converters }),
	covariates: { conversion: none, count: none, value: none },
});
const days = [day("treated", 1, 2), day("treated", 2, 4), day("holdout", 2, 1)];

describe("toSample", () => {
	it("counts those without a value at 0", () => {
		const sample = toSample(10, moments());
		expect(mean(sample)).toBe(10);
		expect(sum(sample)).toBe(100);
		// 25 ± 10 for 4 people and 0 for 6: Σ (x − 10)² = 4·100 + 4·15² + 6·10².
		expect(variance(sample)).toBeCloseTo(1900 / 9, 12);
		expect(sample.extreme).toBe(40);
	});

	it("has no logarithms where a value is below zero, and names the furthest from it", () => {
		const sample = toSample(10, moments({ lowest: -90 }));
		expect(sample.log).toBeNull();
		expect(sample.extreme).toBe(-90);
	});

	it("takes no third moment from values whose digits it has lost", () => {
		expect(toSample(60, moments({ active: 60, mean: 1e7, variance: 1e-4, skew: 5e5 })).m3).toBe(0);
	});

	it("is of no one active where no one is", () => {
		expect(sum(toSample(7, moments({ active: 0, mean: 0, variance: 0 })))).toBe(0);
	});
});

describe("statisticsAt", () => {
	it("counts everyone whose window is complete, and of their outcomes those by the day", () => {
		const [treated, holdout] = statisticsAt("conversion", people, days, 1);
		expect(treated?.sample).toMatchObject({ n: 10, active: 2 });
		expect(holdout?.sample).toMatchObject({ n: 5, active: 0 });
		expect(statisticsAt("value", people, days, 2)[0]?.sample).toMatchObject({ n: 10, active: 4, mean: 25 });
		expect(statisticsAt("count", people, days, 2)[1]?.sample).toMatchObject({ n: 5, active: 1, mean: 2 });
	});

	it("keeps epochs apart", () => {
		const later = people.map((row) => ({ ...row, epoch: 2 }));
		const rows = statisticsAt("conversion", [...people, ...later], days, 2);
		expect(rows.map(({ epoch, sample }) => [epoch, sample.active])).toEqual([
			[1, 4],
			[1, 1],
			[2, 0],
			[2, 0],
		]);
	});
});

describe("toSeries", () => {
	it("goes from nothing at assignment to the end of the window", () => {
		const series = toSeries("conversion", people, days, 2);
		expect(series.days.map(({ day: at, rows }) => [at, rows[0]?.sample.active])).toEqual([
			[0, 0],
			[1, 2],
			[2, 4],
		]);
	});

	it("has a point every few days of a long window, and the last at its end", () => {
		const points = toSeries("conversion", people, [], 100).days.map(({ day: at }) => at);
		expect(points.slice(0, 3)).toEqual([0, 3, 6]);
		expect(points.slice(-2)).toEqual([99, 100]);
	});
});
