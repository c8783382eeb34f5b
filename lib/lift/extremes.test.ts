import { describe, expect, it } from "vitest";
import { assembleReadOut } from "@/lib/lift/assemble-read-out";
import { buildReadOut } from "@/lib/lift/testing/build-read-out";

describe("figures at the edges of what numbers hold", () => {
	it("are finite or unknown for 3 conversions of two million against none of 200,000", () => {
		const read = assembleReadOut(
			buildReadOut({
				epochs: [
					{
						treated: { people: 2_000_000, converters: 3 },
						holdout: { people: 200_000, converters: 0 },
						holdoutShare: 1 / 11,
					},
				],
			}),
		);
		const [conversion] = read.metrics;
		if (!conversion?.difference.known) throw new Error("must be known");
		const { low, high, p } = conversion.difference.figure;
		expect(low).toBeLessThan(0);
		expect(high).toBeGreaterThan(0);
		expect(p === null || (p > 0.05 && p <= 1)).toBe(true);
		expect(conversion.relative.known).toBe(false);
		expect(read.verdict.kind).toBe("inconclusive");
	});

	const won = {
		treated: { people: 9000, converters: 1800, worth: 50 },
		holdout: { people: 1000, converters: 150, worth: 50 },
	};

	it("name the reason where credits outweigh what was billed", () => {
		const read = assembleReadOut(buildReadOut({ epochs: [won], cost: -20 }));
		const reason = "The campaign cost nothing, so there is nothing to divide by.";
		expect(read.money.incrementalReturn).toEqual({ known: false, reason });
		expect(read.money.attributedReturn).toEqual({ known: false, reason });
		expect(read.money.costPerIncrementalConversion).toEqual({ known: false, reason });
	});

	it("stay in proportion for a cost of a cent and one of the largest that can be kept", () => {
		for (const cost of [0.01, 20_000_000]) {
			const { money } = assembleReadOut(buildReadOut({ epochs: [won], cost }));
			if (!money.incrementalReturn.known || !money.costPerIncrementalConversion.known)
				throw new Error("must be known");
			expect(money.incrementalReturn.figure.value * cost).toBeCloseTo(9000 * (10 - 7.5), 3);
			expect(money.costPerIncrementalConversion.figure.value).toBeCloseTo(cost / (9000 * 0.05), 6);
		}
	});
});
