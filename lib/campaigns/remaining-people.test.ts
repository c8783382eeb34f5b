import { describe, expect, it } from "vitest";
import { remainingPeople } from "@/lib/campaigns/remaining-people";

const totals = {
	at: "2026-03-01T00:00:00.000Z",
	desired: 0,
	delivered: 20,
	unanswered: 3,
	waiting: 5,
	rejected: 1,
	shared: 0,
	unmapped: 0,
	noIdentifier: 0,
	leaving: 9,
	waitingSince: null,
	reasons: [],
	otherReasons: 0,
	dataAsOf: null,
	plannedAt: null,
	deliveredAt: null,
};
const sync = { status: "active", mode: "mirror", totals, destination: { status: "connected" } };

describe("remainingPeople", () => {
	it("counts those who are there or may be, not those who wait", () => {
		expect(remainingPeople(sync)).toEqual({ people: 32, reason: "being_removed" });
	});

	it("names what keeps them there", () => {
		const reason = (change: object) => remainingPeople({ ...sync, ...change })?.reason;
		expect(reason({ mode: "add_only", status: "paused" })).toBe("add_only");
		expect(reason({ status: "paused" })).toBe("paused");
		expect(reason({ destination: { status: "disconnected" } })).toBe("not_connected");
	});

	it("is null when nothing was delivered, or everyone is gone", () => {
		expect(remainingPeople({ ...sync, totals: null })).toBeNull();
		expect(
			remainingPeople({ ...sync, totals: { ...totals, delivered: 0, unanswered: 0, leaving: 0 } }),
		).toBeNull();
	});
});
