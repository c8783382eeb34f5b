import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareMeans } from "@/lib/stats/compare-means";
import { alwaysValidReach } from "@/lib/stats/confidence-sequence";
import golden from "@/lib/stats/hillstrom.golden.json";
import { sampleOf, sampleOfSums } from "@/lib/stats/testing/sample-of";

function known<T>(value: T | null): T {
	if (value === null) throw new Error("must be known");
	return value;
}

const campaigns = ["Mens E-Mail", "Womens E-Mail"] as const;

describe("compareMeans", () => {
	it.each(campaigns)("reproduces the spend difference of the real campaign %s", (name) => {
		const arm = (of: keyof typeof golden.arms) => sampleOfSums(golden.arms[of].spend);
		const stratum = { treated: arm(name), holdout: arm("No E-Mail"), weight: 1 };
		const { difference: got, relative } = known(compareMeans([stratum]));
		const want = golden.contrasts[name].spend;
		expect(got.value).toBeCloseTo(want.value, 9);
		expect(got.se).toBeCloseTo(want.se, 9);
		expect(got.low).toBeCloseTo(want.low, 7);
		expect(got.high).toBeCloseTo(want.high, 7);
		expect(Math.abs((got.p ?? 1) / want.p - 1)).toBeLessThan(1e-6);
		expect(relative?.value).toBeCloseTo(want.relative.value, 9);
		expect(relative?.low).toBeCloseTo(want.relative.low, 7);
		expect(relative?.high).toBeCloseTo(want.relative.high, 7);
	});

	it("uses the small-sample degrees of freedom of Welch", () => {
		// scipy.stats.ttest_ind([3, 4, 1, 2.1], [2, 4, 5, 9, 1], equal_var=False)
		const treated = sampleOf([3, 4, 1, 2.1]);
		const holdout = sampleOf([2, 4, 5, 9, 1]);
		const { difference: got } = known(compareMeans([{ treated, holdout, weight: 1 }]));
		expect(got.value).toBeCloseTo(-1.675, 12);
		expect(got.se).toBeCloseTo(1.532631179812, 9);
		expect(got.p).toBeCloseTo(0.31970084857, 8);
	});

	it("gives two equal epochs the result of one twice as certain", () => {
		const stratum = {
			treated: sampleOfSums(golden.arms["Mens E-Mail"].spend),
			holdout: sampleOfSums(golden.arms["No E-Mail"].spend),
		};
		const { difference: one } = known(compareMeans([{ ...stratum, weight: 1 }]));
		const { difference: two } = known(
			compareMeans([
				{ ...stratum, weight: 0.5 },
				{ ...stratum, weight: 0.5 },
			]),
		);
		expect(two.value).toBeCloseTo(one.value, 12);
		expect(two.se).toBeCloseTo(one.se / Math.SQRT2, 12);
	});

	it("knows nothing where no one differs from anyone, whatever everyone's value", () => {
		for (const value of [0, 19.9, 10_000_000.01]) {
			const everyone = sampleOf(Array.from({ length: 60 }, () => value));
			expect(compareMeans([{ treated: everyone, holdout: everyone, weight: 1 }])).toBeNull();
		}
	});

	it("keeps the digits of large values that hardly differ", () => {
		// 60 people an arm at 10 000 000.01, .02 and .03; decimal arithmetic gives a standard error of 0.00150349...
		const arm = (shift: number) =>
			sampleOf(Array.from({ length: 60 }, (_, i) => 10_000_000.01 + 0.01 * ((i + shift) % 3)));
		const { difference } = known(compareMeans([{ treated: arm(0), holdout: arm(1), weight: 1 }]));
		const exact = Math.sqrt((2 * 40 * 0.01 ** 2) / 59 / 60);
		expect(Math.abs(difference.se / exact - 1)).toBeLessThan(1e-6);
		expect(Math.abs(difference.value)).toBeLessThan(1e-8);
	});

	it("decides the same of the difference and of the relative lift, at any reach", () => {
		const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 30 });
		fc.assert(
			fc.property(values, values, fc.boolean(), (treated, holdout, isPeeked) => {
				const stratum = { treated: sampleOf(treated), holdout: sampleOf(holdout), weight: 1 };
				const found = compareMeans([stratum], isPeeked ? alwaysValidReach(60, 60) : undefined);
				if (found === null || found.relative === null) return true;
				const { difference, relative } = found;
				// Rounding at the very edge aside.
				if (Math.min(Math.abs(difference.low), Math.abs(difference.high)) < 1e-9 * difference.se) return true;
				return difference.low > 0 === relative.low > 0 && difference.high < 0 === relative.high < 0;
			}),
			{ numRuns: 500 },
		);
	});
});
