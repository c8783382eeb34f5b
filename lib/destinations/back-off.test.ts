import fc from "fast-check";
import { expect, it } from "vitest";
import { backOffMs } from "@/lib/destinations/back-off";

it.each([
	[0, 1_000],
	[1, 4_000],
	[2, 16_000],
	[3, 30_000],
	[50, 30_000],
])("waits after attempt %i for %i ms at most and half of it at least", (attempt, longest) => {
	expect(backOffMs(attempt, 0)).toBe(longest);
	fc.assert(
		fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (random) => {
			const wait = backOffMs(attempt, random);
			expect(wait).toBeLessThanOrEqual(longest);
			expect(wait).toBeGreaterThanOrEqual(longest / 2);
		}),
	);
	expect(backOffMs(attempt, 0.25)).not.toBe(backOffMs(attempt, 0.75));
});
