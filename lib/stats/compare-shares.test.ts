import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareShares } from "@/lib/stats/compare-shares";
import { alwaysValidReach } from "@/lib/stats/confidence-sequence";
import golden from "@/lib/stats/hillstrom.golden.json";
import { shareSample } from "@/lib/stats/sample";

const campaigns = ["Mens E-Mail", "Womens E-Mail"] as const;

describe("compareShares", () => {
	for (const name of campaigns) {
		for (const metric of ["visit", "conversion"] as const) {
			it(`reproduces the ${metric} difference of the real campaign ${name}`, () => {
				const arm = (of: keyof typeof golden.arms) => {
					const { n, sum } = golden.arms[of][metric];
					return shareSample(n, sum);
				};
				const {
					method,
					difference: got,
					relative,
				} = compareShares([{ treated: arm(name), holdout: arm("No E-Mail"), weight: 1 }]);
				const want = golden.contrasts[name][metric];
				expect(method).toBe("unpooled");
				expect(got.value).toBeCloseTo(want.value, 12);
				expect(got.se).toBeCloseTo(want.se, 12);
				expect(got.low).toBeCloseTo(want.low, 10);
				expect(got.high).toBeCloseTo(want.high, 10);
				expect(Math.abs((got.p ?? 1) / want.p - 1)).toBeLessThan(1e-6);
				expect(relative?.value).toBeCloseTo(want.relative.value, 9);
				expect(relative?.se).toBeCloseTo(want.relative.se, 9);
				expect(relative?.low).toBeCloseTo(want.relative.low, 9);
				expect(relative?.high).toBeCloseTo(want.relative.high, 9);
			});
		}
	}

	// R. G. Newcombe (1998), table II, method 10.
	it.each([
		[9, 10, 3, 10, 0.1705, 0.809],
		[6, 7, 2, 7, 0.0582, 0.8062],
		[5, 56, 0, 29, -0.0381, 0.1926],
		[0, 10, 0, 20, -0.1611, 0.2775],
		[10, 10, 0, 20, 0.6791, 1],
	])("%i of %i against %i of %i has the published Newcombe interval", (a, n, b, m, low, high) => {
		const { method, difference } = compareShares([
			{ treated: shareSample(n, a), holdout: shareSample(m, b), weight: 1 },
		]);
		expect(method).toBe("newcombe");
		expect(difference.low).toBeCloseTo(low, 4);
		expect(difference.high).toBeCloseTo(high, 4);
	});

	const compare = (n: number, a: number, m: number, b: number) =>
		compareShares([{ treated: shareSample(n, a), holdout: shareSample(m, b), weight: 1 }]);

	it("has no relative lift when no one held out converted", () => {
		expect(compare(100, 3, 50, 0).relative).toBeNull();
	});

	it("does not call a loss of everything certain where no treated person converted", () => {
		const { relative } = compare(4000, 0, 1000, 3);
		expect(relative?.value).toBe(-1);
		expect(relative?.low).toBe(-1);
		expect(relative?.high).toBeGreaterThan(-0.9);
	});

	it("has no interval of width 0, even where everyone or no one converted", () => {
		for (const did of [0, 1]) {
			const { difference } = compare(500, 500 * did, 100, 100 * did);
			expect(difference.high - difference.low).toBeGreaterThan(0.005);
		}
	});

	it("decides the same of the difference and of the relative lift, for any counts, epochs and reach", () => {
		const count = fc.nat(3000).chain((n) => fc.tuple(fc.constant(n + 2), fc.nat(n + 2)));
		fc.assert(
			fc.property(
				fc.array(fc.tuple(count, count), { minLength: 1, maxLength: 3 }),
				fc.boolean(),
				(epochs, isPeeked) => {
					const people = epochs.reduce((all, [[n]]) => all + n, 0);
					const strata = epochs.map(([[n, a], [m, b]]) => ({
						treated: shareSample(n, a),
						holdout: shareSample(m, b),
						weight: n / people,
					}));
					const found = compareShares(strata, isPeeked ? alwaysValidReach(people, 1000) : undefined);
					const { difference, relative } = found;
					const edge = Math.min(Math.abs(difference.low), Math.abs(difference.high));
					if (relative === null || edge < 1e-12) return true;
					return difference.low > 0 === relative.low > 0 && difference.high < 0 === relative.high < 0;
				},
			),
			{ numRuns: 2000 },
		);
	});
});
