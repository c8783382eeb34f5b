import { expect, test } from "vitest";
import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { isPermanent, retryDelayMs } from "@/lib/platform/queue/retry-delay";

const retry = { maxAttempts: 5, minDelayMs: 1_000, maxDelayMs: 10_000, factor: 3 };

test("each retry waits longer than the one before, up to the longest delay", () => {
	expect([1, 2, 3, 4].map((attempt) => retryDelayMs(retry, attempt, 1))).toEqual([
		1_000, 3_000, 9_000, 10_000,
	]);
});

test("chance takes away a quarter of a delay at most", () => {
	expect(retryDelayMs(retry, 1, 0)).toBe(750);
});

test("an error that says it is not retryable and a payload that does not parse are permanent", () => {
	expect(isPermanent(new AppError("invalid", "No such segment."))).toBe(true);
	expect(isPermanent(z.string().safeParse(1).error)).toBe(true);
	expect(isPermanent(new AppError("upstream", "The network is down."))).toBe(false);
	expect(isPermanent(new Error("socket hang up"))).toBe(false);
});
