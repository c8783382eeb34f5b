import { expect, it } from "vitest";
import { retryAfterMs } from "@/lib/notifications/retry-after";

it("an email is retried after a minute, then with growing delays, and at least every hour", () => {
	expect([1, 2, 3, 6, 7, 500].map((attempts) => retryAfterMs(attempts) / 60_000)).toEqual([
		1, 2, 4, 32, 60, 60,
	]);
});
