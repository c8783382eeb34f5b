import { expect, it } from "vitest";
import { isCountDue } from "@/lib/syncs/server/keep-totals";

it.each([
	[9_999, 0, false],
	[10_000, 0, true],
	[10_000, 500, true],
	[10_000, 501, false],
	[99_999, 5_000, false],
	[100_000, 5_000, true],
])("counting takes at most a twentieth of a run (%d ms after one that took %d)", (since, took, isDue) => {
	expect(isCountDue(since, took)).toBe(isDue);
});
