import { describe, expect, it } from "vitest";
import { findTraitTrouble } from "@/lib/traits/trait-trouble";

const now = Date.UTC(2026, 10, 29, 12);
const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
const well = {
	state: "live" as const,
	staleReason: null,
	nextTryAt: null,
	version: 1,
	servedVersion: 1,
	updatedAt: ago(300),
	asOf: ago(60),
};

describe("the trouble of a computed trait", () => {
	it("is none while it is computed every hour", () => {
		expect(findTraitTrouble(well, now)).toBe(null);
		expect(findTraitTrouble({ ...well, asOf: ago(150) }, now)).toBe(null);
		expect(findTraitTrouble({ ...well, asOf: ago(151) }, now)?.kind).toBe("late");
	});

	it("is why it failed, with the next try", () => {
		const failed = { ...well, state: "stale" as const, staleReason: "The event is gone", nextTryAt: ago(-3) };
		expect(findTraitTrouble(failed, now)).toEqual({
			kind: "failed",
			reason: "The event is gone. The last values stay.",
			nextTryAt: ago(-3),
		});
	});

	it("is a definition that is never computed", () => {
		const fresh = {
			...well,
			state: "building" as const,
			servedVersion: null,
			asOf: null,
			updatedAt: ago(10),
		};
		expect(findTraitTrouble(fresh, now)).toBe(null);
		expect(findTraitTrouble({ ...fresh, updatedAt: ago(11) }, now)?.reason).toContain(
			"No one has a value yet.",
		);
	});
});
