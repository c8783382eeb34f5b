import { describe, expect, it } from "vitest";
import { aaVerdict } from "@/lib/lift/aa-verdict";
import { assembleReadOut } from "@/lib/lift/assemble-read-out";
import { buildReadOut } from "@/lib/lift/testing/build-read-out";

const estimate = (low: number, high: number) => ({
	value: (low + high) / 2,
	se: (high - low) / 4,
	low,
	high,
	p: null,
});

describe("an A/A test", () => {
	it("went as expected where the interval holds zero, and asks to check the measurement where it does not", () => {
		expect(aaVerdict(undefined, estimate(-0.01, 0.02)).kind).toBe("as_expected");
		for (const [low, high] of [
			[0.001, 0.02],
			[-0.02, -0.001],
		] as const)
			expect(aaVerdict(undefined, estimate(low, high))).toMatchObject({
				kind: "invalid",
				sentence: expect.stringContaining("one of twenty"),
			});
	});

	it("never says to expand or stop", () => {
		const input = buildReadOut({
			epochs: [{ treated: { people: 9000, converters: 900 }, holdout: { people: 1000, converters: 50 } }],
		});
		const judged = (isAaTest: boolean) =>
			assembleReadOut({ ...input, campaign: { ...input.campaign, isAaTest } }).verdict.kind;
		expect(judged(false)).toBe("keep");
		expect(judged(true)).toBe("invalid");
	});
});
