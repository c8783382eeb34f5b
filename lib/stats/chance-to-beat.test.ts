import { describe, expect, it } from "vitest";
import { chanceToBeat } from "@/lib/stats/chance-to-beat";

describe("chanceToBeat", () => {
	it("is even, and loses what half a normal holds, where nothing is seen", () => {
		const found = chanceToBeat({ value: 0, se: 2 });
		expect(found.chance).toBe(0.5);
		expect(found.expectedLoss).toBeCloseTo(2 / Math.sqrt(2 * Math.PI), 12);
	});

	it("is what summing over the posterior gives", () => {
		for (const value of [-1.3, 0.4, 2.5]) {
			const se = 0.8;
			const step = 1e-4;
			let above = 0;
			let loss = 0;
			for (let at = value - 10 * se + step / 2; at < value + 10 * se; at += step) {
				const weight = (Math.exp(-(((at - value) / se) ** 2) / 2) / (se * Math.sqrt(2 * Math.PI))) * step;
				if (at > 0) above += weight;
				else loss -= at * weight;
			}
			const found = chanceToBeat({ value, se });
			expect(found.chance).toBeCloseTo(above, 6);
			expect(found.expectedLoss).toBeCloseTo(loss, 6);
		}
	});

	it("loses next to nothing where the difference is sure", () => {
		const found = chanceToBeat({ value: 5, se: 0.1 });
		expect(found.chance).toBe(1);
		expect(found.expectedLoss).toBeGreaterThanOrEqual(0);
		expect(found.expectedLoss).toBeLessThan(1e-12);
	});
});
