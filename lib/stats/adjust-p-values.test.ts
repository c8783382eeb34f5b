import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holm } from "@/lib/stats/adjust-p-values";

/** Control 100 of 1,000 against 130, 126, 124 and 101 of 1,000, by the pooled z test. */
const four = [0.0355, 0.0663, 0.0888, 0.941];
const p = fc.double({ min: 0, max: 1, noNaN: true });

describe("holm", () => {
	it("calls none of four variants better, of which the best looked so by itself", () => {
		const adjusted = holm(four);
		for (const [index, want] of [0.142, 0.199, 0.199, 0.941].entries())
			expect(adjusted[index]).toBeCloseTo(want, 3);
	});

	it("keeps the given order, and changes nothing of one alone", () => {
		expect(holm([0.5, 0.01])).toEqual([0.5, 0.02]);
		expect(holm([0.03])).toEqual([0.03]);
		expect(holm([])).toEqual([]);
	});

	it("never makes a p value smaller, nor larger than 1, and keeps their order", () => {
		fc.assert(
			fc.property(fc.array(p, { maxLength: 8 }), (values) => {
				const adjusted = holm(values);
				return adjusted.every(
					(value, i) =>
						value >= (values[i] ?? 0) &&
						value <= 1 &&
						adjusted.every((other, j) => (values[i] ?? 0) >= (values[j] ?? 0) || value <= other),
				);
			}),
		);
	});
});
