import { describe, expect, it } from "vitest";
import { nextErasureTry, type OpenRemoval, paceErasure } from "@/lib/privacy/erasure-pace";

it("tries again soon, then hourly for a day, then daily for as long as it takes", () => {
	const delay = (attempts: number) => nextErasureTry(attempts, 0) / 60_000;
	expect([1, 2, 3, 4].map(delay)).toEqual([0.25, 1, 5, 15]);
	expect([5, 28].map(delay)).toEqual([60, 60]);
	expect([29, 1_000].map(delay)).toEqual([1_440, 1_440]);
});

describe("an unfinished erasure", () => {
	const minute = 60_000;
	const now = 100 * minute;
	const quiet = { quietAt: now - minute, isClear: true, hasErrors: false };
	const waits = (minutes: number, isTried = false): OpenRemoval => ({
		isTried,
		isWaiting: true,
		retryAt: now + minutes * minute,
	});
	const failed: OpenRemoval = { isTried: true, isWaiting: false, retryAt: null };
	const pace = (before: number, removals: OpenRemoval[], change: Partial<typeof quiet> = {}) => {
		const { attempts, nextTryAt } = paceErasure(before, removals, { ...quiet, ...change }, now);
		return [attempts, (nextTryAt - now) / minute];
	};

	it("retries at the earliest permitted instant, and does not count waiting for it", () => {
		expect(pace(0, [waits(15, true)])).toEqual([1, 15]);
		expect(pace(1, [waits(9), waits(4)])).toEqual([1, 4]);
		expect(pace(27, [waits(9)])).toEqual([27, 9]);
	});

	it("keeps its pace for what failed beside it, and is not late for what waits", () => {
		expect(pace(0, [failed, waits(15)])).toEqual([1, 0.25]);
		expect(pace(6, [failed, waits(15)])).toEqual([7, 15]);
		const partly: OpenRemoval = { isTried: true, isWaiting: false, retryAt: now + 15 * minute };
		expect(pace(6, [partly])).toEqual([7, 15]);
	});

	it("counts internal errors, whatever else waits", () => {
		expect(pace(3, [waits(30)], { hasErrors: true })).toEqual([4, 15]);
		expect(pace(1, [waits(30)], { isClear: false })).toEqual([2, 1]);
		expect(pace(1, [])).toEqual([2, 1]);
	});

	it("recounts once stragglers are over, before anything else is due", () => {
		const early = { quietAt: now + minute / 2, isClear: false };
		expect(pace(0, [failed], early)).toEqual([1, 0.5]);
		expect(pace(1, [waits(15)], early)).toEqual([1, 0.5]);
	});
});
