import { expect, it } from "vitest";
import { runRate } from "@/lib/syncs/run-rate";

const since = "2026-11-30T09:00:00.000Z";
const after = (ms: number) => new Date(Date.parse(since) + ms).toISOString();

it("tells rate and time left once there is enough to tell them from", () => {
	const progress = { phase: "adding" as const, done: 1_000, total: 5_000, since };
	expect(runRate({ ...progress, at: after(1_999) })).toBeNull();
	expect(runRate({ ...progress, at: after(2_000) })).toEqual({ perSecond: 500, leftMs: 8_000 });
	expect(runRate({ ...progress, done: 0, at: after(60_000) })).toBeNull();
	expect(runRate({ ...progress, done: 6_000, at: after(2_000) })).toMatchObject({ leftMs: 0 });
	expect(runRate(progress)).toBeNull();
	expect(runRate({ phase: "planning", done: 10, total: 0 })).toBeNull();
});
