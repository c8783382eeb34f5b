import { expect, it } from "vitest";
import { requestGapMs } from "@/lib/destinations/request-gap";

it.each([
	[50, 1_000, 22],
	[1, 1_000, 1_100],
	[2, 10_000, 5_500],
	[300, 60_000, 61_000 / 300],
])("%i requests in %i ms leave %f ms apart", (requests, perMs, gap) => {
	expect(requestGapMs({ requests, perMs, concurrency: 1 })).toBeCloseTo(gap, 9);
});
