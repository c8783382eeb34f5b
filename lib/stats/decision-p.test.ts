import { describe, expect, it } from "vitest";
import { decisionP } from "@/lib/stats/decision-p";
import { normalReach } from "@/lib/stats/estimate";

describe("decisionP", () => {
	it.each([0.3, 1, 1.96, 2.5, 4.2])(
		"finds the p value of the normal interval at %d standard errors",
		(errors) => {
			const p = decisionP((alpha) => normalReach(alpha).errors < errors);
			const exact = normalReach(0.05).p?.(errors) ?? Number.NaN;
			expect(Math.abs(p / exact - 1)).toBeLessThan(2e-4);
			expect(p).toBeGreaterThanOrEqual(exact * (1 - 1e-9));
		},
	);

	it("is 1 where nothing is ever shown, and never 0", () => {
		expect(decisionP(() => false)).toBe(1);
		expect(decisionP(() => true)).toBe(1e-12);
	});
});
