import { expect, it } from "vitest";
import { retryAfterMs } from "@/lib/notifications/retry-after";

it("an email is tried again after a minute, then later and later, and every hour at least", () => {
	expect([1, 2, 3, 6, 7, 500].map((attempts) => retryAfterMs(attempts) / 60_000)).toEqual([
		1, 2, 4, 32, 60, 60,
	]);
});
