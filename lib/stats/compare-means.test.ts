import { describe, expect, it } from "vitest";
import { compareMeans } from "@/lib/stats/compare-means";
import golden from "@/lib/stats/hillstrom.golden.json";
import { relativeLift } from "@/lib/stats/relative-lift";

const campaigns = ["Mens E-Mail", "Womens E-Mail"] as const;

describe("compareMeans", () => {
	it.each(campaigns)("reproduces the spend difference of the real campaign %s", (name) => {
		const stratum = { treated: golden.arms[name].spend, holdout: golden.arms["No E-Mail"].spend, weight: 1 };
		const got = compareMeans([stratum]);
		const want = golden.contrasts[name].spend;
		expect(got.value).toBeCloseTo(want.value, 9);
		expect(got.se).toBeCloseTo(want.se, 9);
		expect(got.low).toBeCloseTo(want.low, 7);
		expect(got.high).toBeCloseTo(want.high, 7);
		expect(Math.abs((got.p ?? 1) / want.p - 1)).toBeLessThan(1e-6);
		const relative = relativeLift([stratum], "mean");
		expect(relative?.value).toBeCloseTo(want.relative.value, 9);
		expect(relative?.low).toBeCloseTo(want.relative.low, 7);
		expect(relative?.high).toBeCloseTo(want.relative.high, 7);
	});

	it("uses the small-sample degrees of freedom of Welch", () => {
		// scipy.stats.ttest_ind([3, 4, 1, 2.1], [2, 4, 5, 9, 1], equal_var=False)
		const treated = { n: 4, sum: 10.1, sumSq: 30.41 };
		const holdout = { n: 5, sum: 21, sumSq: 127 };
		const got = compareMeans([{ treated, holdout, weight: 1 }]);
		expect(got.value).toBeCloseTo(-1.675, 12);
		expect(got.se).toBeCloseTo(1.532631179812, 9);
		expect(got.p).toBeCloseTo(0.31970084857, 8);
	});

	it("gives two equal epochs the result of one twice as certain", () => {
		const stratum = { treated: golden.arms["Mens E-Mail"].spend, holdout: golden.arms["No E-Mail"].spend };
		const one = compareMeans([{ ...stratum, weight: 1 }]);
		const two = compareMeans([
			{ ...stratum, weight: 0.5 },
			{ ...stratum, weight: 0.5 },
		]);
		expect(two.value).toBeCloseTo(one.value, 12);
		expect(two.se).toBeCloseTo(one.se / Math.SQRT2, 12);
	});

	it("finds no difference, with certainty, when no one spent anything", () => {
		const nothing = { n: 50, sum: 0, sumSq: 0 };
		expect(compareMeans([{ treated: nothing, holdout: nothing, weight: 1 }])).toEqual({
			value: 0,
			se: 0,
			low: 0,
			high: 0,
			p: 1,
		});
	});
});
