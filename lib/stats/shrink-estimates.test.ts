import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shrinkEstimates } from "@/lib/stats/shrink-estimates";
import { seededRandom } from "@/lib/stats/testing/seeded-random";

const estimate = fc.record({
	value: fc.double({ min: -100, max: 100, noNaN: true }),
	se: fc.double({ min: 0.1, max: 50, noNaN: true }),
});

describe("shrinkEstimates", () => {
	it("is what the formulas give by hand", () => {
		// Equal errors of 1: A is the sample variance less 1, B = (5−3)/(5−1) · 1/10.
		const values = [-4, -2, 0, 2, 4];
		const found = shrinkEstimates(values.map((value) => ({ value, se: 1 })));
		const noise = 0.5 * (1 / 10);
		for (const [i, value] of values.entries()) {
			expect(found?.[i]?.value).toBeCloseTo((1 - noise) * value, 12);
			const variance = 1 - 0.8 * noise + (2 / 2) * noise ** 2 * value ** 2;
			expect((found?.[i]?.high ?? 0) - (found?.[i]?.value ?? 0)).toBeCloseTo(
				1.959963984540054 * Math.sqrt(variance),
				12,
			);
		}
	});

	it("draws estimates together the more, the less they differ beyond noise", () => {
		const spreadOf = (se: number) => {
			const found = shrinkEstimates([1, 2, 3, 4, 5, 6, 7, 8].map((value) => ({ value, se }))) ?? [];
			return (found.at(-1)?.value ?? 0) - (found[0]?.value ?? 0);
		};
		expect(spreadOf(0.1)).toBeGreaterThan(6.9);
		expect(spreadOf(2)).toBeLessThan(spreadOf(1));
		// No more noise than this can be told from all of it.
		expect(spreadOf(5)).toBeCloseTo(7 * (1 - 5 / 7), 12);
	});

	it("moves no estimate past the common mean, and the noisier the farther", () => {
		fc.assert(
			fc.property(fc.array(estimate, { minLength: 4, maxLength: 12 }), (all) => {
				const found = shrinkEstimates(all) ?? [];
				const values = all.map(({ value }) => value);
				const [least, most] = [Math.min(...values), Math.max(...values)];
				return found.every(
					({ value, low, high }) =>
						value >= least - 1e-9 && value <= most + 1e-9 && low < value && value < high,
				);
			}),
		);
	});

	it("is nearer the truth than the estimates themselves, and its intervals hold it", () => {
		const random = seededRandom(8);
		const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
		const error = { plain: 0, shrunken: 0 };
		let held = 0;
		let all = 0;
		for (let run = 0; run < 500; run++) {
			const truths = Array.from({ length: 12 }, () => 2 + 3 * normal());
			const estimates = truths.map((truth) => {
				const se = 1 + 4 * random();
				return { value: truth + se * normal(), se };
			});
			for (const [i, found] of (shrinkEstimates(estimates) ?? []).entries()) {
				const truth = truths[i] ?? 0;
				error.plain += ((estimates[i]?.value ?? 0) - truth) ** 2;
				error.shrunken += (found.value - truth) ** 2;
				if (found.low <= truth && truth <= found.high) held++;
				all++;
			}
		}
		expect(error.shrunken).toBeLessThan(0.75 * error.plain);
		expect(held / all).toBeGreaterThan(0.935);
		expect(held / all).toBeLessThan(0.975);
	});

	it("says nothing of fewer than four, or of one without an error", () => {
		expect(shrinkEstimates([1, 2, 3].map((value) => ({ value, se: 1 })))).toBeNull();
		expect(shrinkEstimates([1, 2, 3, 4].map((value) => ({ value, se: 0 })))).toBeNull();
	});
});
