import { expect, it } from "vitest";
import { nextErasureTry } from "@/lib/privacy/erasure-pace";

it("tries again soon, then hourly for a day, then daily for as long as it takes", () => {
	const delay = (attempts: number) => nextErasureTry(attempts, 0) / 60_000;
	expect([1, 2, 3, 4].map(delay)).toEqual([0.25, 1, 5, 15]);
	expect([5, 28].map(delay)).toEqual([60, 60]);
	expect([29, 1_000].map(delay)).toEqual([1_440, 1_440]);
});
