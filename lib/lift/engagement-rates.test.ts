import { describe, expect, it } from "vitest";
import { engagementRates } from "@/lib/lift/engagement-rates";

const anyone = { treated: 200, mayCountAnybody: true };

describe("engagement rates", () => {
	it("are shares of those to whom something was delivered, with counts and intervals", () => {
		const rates = engagementRates({ delivered: 190, opened: 76, clicked: 19 }, anyone);
		expect(rates.delivered).toMatchObject({ known: true, figure: { count: 190, of: 200, rate: 0.95 } });
		expect(rates.opened).toMatchObject({ known: true, figure: { count: 76, of: 190, rate: 0.4 } });
		if (!rates.clicked.known) throw new Error("must be known");
		const { low, high } = rates.clicked.figure;
		expect(low).toBeCloseTo(0.0649, 3);
		expect(high).toBeCloseTo(0.1508, 3);
	});

	it("are unknown, never 0, where nothing of a kind is recorded", () => {
		const rates = engagementRates({ delivered: 190, opened: 0, clicked: 19 }, anyone);
		expect(rates.opened).toEqual({
			known: false,
			reason: "No open is recorded; they may not be reported for these messages.",
		});
		const none = engagementRates({ delivered: 0, opened: 0, clicked: 0 }, anyone);
		expect([none.delivered, none.opened, none.clicked].every(({ known }) => !known)).toBe(true);
	});

	it("of a few people are not shown to roles that may not see people", () => {
		const viewer = { treated: 200, mayCountAnybody: false };
		const rates = engagementRates({ delivered: 190, opened: 9, clicked: 185 }, viewer);
		expect(rates.delivered.known).toBe(true);
		expect([rates.opened.known, rates.clicked.known]).toEqual([false, false]);
		expect(engagementRates({ delivered: 9, opened: 0, clicked: 0 }, viewer).reached).toBeNull();
	});
});
