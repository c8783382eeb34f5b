import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { benjaminiHochberg, benjaminiHochbergAlphas, holm, holmAlphas } from "@/lib/stats/adjust-p-values";

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

describe("benjaminiHochberg", () => {
	it("calls none of four variants better", () => {
		const adjusted = benjaminiHochberg(four);
		for (const [index, want] of [0.118, 0.118, 0.118, 0.941].entries())
			expect(adjusted[index]).toBeCloseTo(want, 3);
	});

	it("agrees with the published example: of fifteen tests four are shown at 5 %", () => {
		// Benjamini & Hochberg (1995), section 4.1.
		const values = [
			0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
			0.759, 1,
		];
		expect(benjaminiHochberg(values).filter((p) => p <= 0.05)).toHaveLength(4);
		expect(holm(values).filter((p) => p <= 0.05)).toHaveLength(3);
	});
});

describe.each([
	["Holm's", holm, holmAlphas],
	["Benjamini–Hochberg's", benjaminiHochberg, benjaminiHochbergAlphas],
])("the level of each interval under %s correction", (_, adjust, alphasOf) => {
	it("decides as the corrected p does, and is never wider than needed for all", () => {
		fc.assert(
			fc.property(
				fc.array(p, { minLength: 1, maxLength: 8 }),
				fc.constantFrom(0.01, 0.05, 0.1),
				(values, alpha) => {
					const adjusted = adjust(values);
					return alphasOf(values, alpha).every((level, i) => {
						const own = values[i] ?? 1;
						const isShown = (adjusted[i] ?? 1) <= alpha;
						return (
							own <= level === isShown && level >= alpha / values.length - 1e-15 && level <= alpha + 1e-15
						);
					});
				},
			),
		);
	});
});
