import { describe, expect, it } from "vitest";
import { compareShares } from "@/lib/stats/compare-shares";
import golden from "@/lib/stats/hillstrom.golden.json";
import { relativeLift } from "@/lib/stats/relative-lift";
import { shareSample } from "@/lib/stats/sample";

const campaigns = ["Mens E-Mail", "Womens E-Mail"] as const;

describe("compareShares", () => {
	for (const name of campaigns) {
		for (const metric of ["visit", "conversion"] as const) {
			it(`reproduces the ${metric} difference of the real campaign ${name}`, () => {
				const strata = [
					{ treated: golden.arms[name][metric], holdout: golden.arms["No E-Mail"][metric], weight: 1 },
				];
				const got = compareShares(strata);
				const want = golden.contrasts[name][metric];
				expect(got.method).toBe("unpooled");
				expect(got.value).toBeCloseTo(want.value, 12);
				expect(got.se).toBeCloseTo(want.se, 12);
				expect(got.low).toBeCloseTo(want.low, 10);
				expect(got.high).toBeCloseTo(want.high, 10);
				expect(Math.abs((got.p ?? 1) / want.p - 1)).toBeLessThan(1e-6);
				const relative = relativeLift(strata, "share");
				expect(relative?.value).toBeCloseTo(want.relative.value, 9);
				expect(relative?.se).toBeCloseTo(want.relative.se, 9);
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
		const got = compareShares([{ treated: shareSample(n, a), holdout: shareSample(m, b), weight: 1 }]);
		expect(got.method).toBe("newcombe");
		expect(got.low).toBeCloseTo(low, 4);
		expect(got.high).toBeCloseTo(high, 4);
	});

	it("has no relative lift when no one held out converted", () => {
		expect(
			relativeLift([{ treated: shareSample(100, 3), holdout: shareSample(50, 0), weight: 1 }], "share"),
		).toBeNull();
	});
});
