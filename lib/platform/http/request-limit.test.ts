import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { mergeAllowances, requestLimit } from "@/lib/platform/http/request-limit";

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

test("as many as the quota pass, concurrently too, and the next gets a retry time", async () => {
	const limit = requestLimit("key", 5);
	const answers = await Promise.all(Array.from({ length: 7 }, () => limit("a")));
	expect(answers.map((one) => one.isAllowed)).toEqual([true, true, true, true, true, false, false]);
	expect(answers[0]?.headers).toEqual({ "ratelimit-policy": '"key";q=5;w=10', ratelimit: '"key";r=4;t=10' });
	expect(answers[6]).toMatchObject({ retryAfterSeconds: 10, headers: { ratelimit: '"key";r=0;t=10' } });
	expect((await limit("b")).isAllowed).toBe(true);
	vi.advanceTimersByTime(9_999);
	expect(await limit("a")).toMatchObject({ isAllowed: false, retryAfterSeconds: 1 });
	vi.advanceTimersByTime(1);
	expect((await limit("a")).isAllowed).toBe(true);
});

test("nothing is counted where there is no limit", async () => {
	const limit = requestLimit("key", 0);
	expect(await limit("a")).toEqual({ isAllowed: true, retryAfterSeconds: 0, headers: {} });
});

test("the headers of two counts are lists", async () => {
	const allowances = [await requestLimit("key", 5)("a"), await requestLimit("address", 9)("a")];
	expect(mergeAllowances(allowances)).toEqual({
		"ratelimit-policy": '"key";q=5;w=10, "address";q=9;w=10',
		ratelimit: '"key";r=4;t=10, "address";r=8;t=10',
	});
	expect(mergeAllowances([await requestLimit("key", 0)("a")])).toEqual({});
});
