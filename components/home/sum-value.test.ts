import { describe, expect, it } from "vitest";
import { sumValue } from "@/components/home/sum-value";

const known = (value: number, low: number, high: number, currency = "USD") => ({
	incrementalValue: { known: true as const, figure: { value, low, high } },
	currency,
});
const unknown = { incrementalValue: { known: false as const, reason: "Too early." }, currency: "USD" };

describe("the total value of campaigns", () => {
	it("leaves out A/A tests", () => {
		const figure = { value: 100, low: 50, high: 150 };
		const aa = { incrementalValue: { known: true as const, figure }, currency: "USD", isAaTest: true };
		expect(sumValue([aa]).value).toBe("Unknown");
	});

	it("adds up the known ones with their intervals, and says how many are unknown", () => {
		expect(sumValue([known(16_000, 10_000, 22_000), known(-1_000, -3_000, 1_000), unknown])).toEqual({
			value: "+$15,000",
			detail: "$7,000 to $23,000, from 2 campaigns; 1 not known yet",
		});
	});

	it("does not add up currencies", () => {
		const both = [known(2_000, 1_000, 3_000), known(4_000, 3_000, 5_000, "EUR")];
		expect(sumValue(both)).toEqual({
			value: "+$2,000, +€4,000",
			detail: "$1,000 to $3,000, €3,000 to €5,000, from 2 campaigns",
		});
	});

	it("is unknown, not zero, where nothing is known", () => {
		expect(sumValue([]).value).toBe("Unknown");
		expect(sumValue([unknown])).toEqual({
			value: "Unknown",
			detail: "No campaign has an answer with a value yet",
		});
	});
});
