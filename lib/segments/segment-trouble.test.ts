import { describe, expect, it } from "vitest";
import { findSegmentTrouble } from "@/lib/segments/segment-trouble";

const now = Date.UTC(2026, 10, 29, 12);
const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
const well = {
	state: "live" as const,
	staleReason: null,
	nextTryAt: null,
	version: 2,
	servedVersion: 2,
	updatedAt: ago(300),
	asOf: ago(1),
	refreshEveryMinutes: 60,
};

describe("the trouble of a segment", () => {
	it("is none while it follows, and none in the archive", () => {
		expect(findSegmentTrouble(well, now)).toBe(null);
		expect(findSegmentTrouble({ ...well, state: "archived", staleReason: "A trait is gone" }, now)).toBe(
			null,
		);
	});

	it("is why a refresh failed, with what is served and the next try", () => {
		const failed = { ...well, state: "stale" as const, staleReason: "A trait is gone", nextTryAt: ago(-5) };
		expect(findSegmentTrouble(failed, now)).toEqual({
			kind: "failed",
			reason: "A trait is gone. The members of the last refresh stay live.",
			nextTryAt: ago(-5),
		});
	});

	it("is a saved rule that is still not built a minute after it was saved", () => {
		const edited = { ...well, version: 3, updatedAt: ago(1) };
		expect(findSegmentTrouble(edited, now)).toBe(null);
		expect(findSegmentTrouble({ ...edited, updatedAt: ago(1.02) }, now)).toMatchObject({
			kind: "late",
			reason: "Version 3 has not been computed since it was saved. The members of version 2 stay live.",
		});
		const created = {
			...edited,
			state: "building" as const,
			servedVersion: null,
			asOf: null,
			updatedAt: ago(5),
		};
		expect(findSegmentTrouble(created, now)?.reason).toContain("No one is in it yet.");
	});

	it("is a rhythm that is not kept", () => {
		expect(findSegmentTrouble({ ...well, asOf: ago(130) }, now)).toBe(null);
		expect(findSegmentTrouble({ ...well, asOf: ago(131) }, now)?.kind).toBe("late");
	});
});
