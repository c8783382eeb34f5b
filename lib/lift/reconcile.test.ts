import { describe, expect, it } from "vitest";
import type { Attribution } from "@/lib/lift/attribution";
import { reconcile } from "@/lib/lift/reconcile";

const known = (value: number) => ({
	known: true as const,
	figure: { value, low: value - 10, high: value + 10 },
});
const read = { incrementalConversions: known(20), incrementalValue: known(900) };
const credit = (conversions: number, value: number) => ({ conversions, value });
const attribution: Attribution = {
	asOf: "2026-11-22T09:00:00.000Z",
	currency: "USD",
	clickDays: 7,
	deliveryDays: 1,
	figures: {
		known: true,
		figure: {
			all: credit(100, 5000),
			untouched: credit(30, 1500),
			cost: null,
			models: [{ model: "last", own: credit(40, 2000), others: credit(30, 1500) }],
		},
	},
};
const days = { firstDay: "2026-11-01", lastDay: "2026-11-14" };

describe("ad platforms' own totals", () => {
	it("stand beside the attributed and the incremental figures, with the difference", () => {
		const found = reconcile(
			[
				{ source: "Google", ...days, figures: { conversions: 25, value: 1000 } },
				{ source: "Meta", ...days, figures: { conversions: 60, value: 3000.5 } },
			],
			read,
			attribution,
		);
		expect(found?.reported).toEqual({ conversions: 85, value: 4000.5 });
		expect(found?.own).toEqual([
			{ kind: "attributed", figures: credit(40, 2000), excess: credit(45, 2000.5) },
			{ kind: "incremental", figures: credit(20, 900), excess: credit(65, 3100.5) },
		]);
	});

	it("are unknown together where one is unknown, and so is a difference to what is unknown here", () => {
		const found = reconcile(
			[
				{ source: "Google", ...days, figures: { conversions: 25 } },
				{ source: "Meta", ...days, figures: { conversions: 60, value: 3000 } },
			],
			{ ...read, incrementalConversions: { known: false, reason: "Too few." } },
			undefined,
		);
		expect(found?.reported).toEqual({ conversions: 85, value: null });
		expect(found?.own.map(({ excess }) => excess)).toEqual([
			{ conversions: null, value: null },
			{ conversions: null, value: null },
		]);
		expect(reconcile([], read, attribution)).toBeNull();
	});
});
