import { describe, expect, it } from "vitest";
import { planSize } from "@/lib/lift/plan-size";

const launchedAt = new Date("2026-03-01T09:00:00Z");
const inDays = (days: number) => new Date(launchedAt.getTime() + days * 86_400_000);
const plan = (change: Partial<Parameters<typeof planSize>[0]> = {}) =>
	planSize({ atLaunch: 1000, entered: 0, launchedAt, endsAt: null, windowDays: 14, ...change });

describe("planSize", () => {
	it("is the people at launch where no one enters", () => {
		expect(plan()).toBe(1000);
		expect(plan({ endsAt: inDays(400) })).toBe(1000);
	});

	it("adds who enters at the rate of the weeks before, until the end", () => {
		// 10 a day for 20 days: all of their windows are waited for.
		expect(plan({ entered: 280, endsAt: inDays(20) })).toBe(1200);
	});

	it("plans an open-ended campaign for a quarter, of which only complete windows count", () => {
		expect(plan({ entered: 28 })).toBe(1000 + 76);
		expect(plan({ entered: 28, windowDays: 120 })).toBe(1000);
	});

	it("does not believe a segment that has just begun to fill", () => {
		expect(plan({ atLaunch: 10, entered: 28_000 })).toBe(4000);
	});
});
