import { describe, expect, it } from "vitest";
import { clockOf, isQuiet, minutesOf, sendableNow } from "@/lib/notifications/quiet-hours";

const night = { from: 22 * 60, until: 7 * 60 };
const noon = { from: 12 * 60, until: 13 * 60 };

describe("quiet hours", () => {
	it.each([
		[night, "2026-11-30T20:59:59Z", false],
		[night, "2026-11-30T21:00:00Z", true],
		[night, "2026-11-30T23:30:00Z", true],
		[night, "2026-12-01T05:59:59Z", true],
		[night, "2026-12-01T06:00:00Z", false],
		[noon, "2026-11-30T10:59:59Z", false],
		[noon, "2026-11-30T11:00:00Z", true],
		[noon, "2026-11-30T11:59:59Z", true],
		[noon, "2026-11-30T12:00:00Z", false],
		[{ from: 60, until: 60 }, "2026-11-30T00:00:00Z", false],
		[null, "2026-11-30T23:30:00Z", false],
	])("begin and end by the clock of the zone (%j at %s)", (quiet, at, isWithin) => {
		expect(isQuiet(quiet, new Date(at), "Europe/Berlin")).toBe(isWithin);
	});

	it("follow the clock when it changes", () => {
		// In summer 22:00 in Berlin is 20:00 UTC.
		expect(isQuiet(night, new Date("2026-07-01T20:00:00Z"), "Europe/Berlin")).toBe(true);
		expect(isQuiet(night, new Date("2026-07-01T19:59:00Z"), "Europe/Berlin")).toBe(false);
	});

	it("hold back all but failed deliveries, or those too", () => {
		const isFailedDelivery = (one: string) => one === "failed";
		const waiting = ["failed", "late"];
		const send = (isQuietNow: boolean, failuresAtOnce: boolean) =>
			sendableNow(waiting, { isQuietNow, failuresAtOnce }, isFailedDelivery);
		expect(send(false, false)).toEqual(waiting);
		expect(send(true, true)).toEqual(["failed"]);
		expect(send(true, false)).toEqual([]);
	});

	it("are written as times of day", () => {
		expect(["00:00", "07:30", "23:59"].map((text) => clockOf(minutesOf(text) ?? -1))).toEqual([
			"00:00",
			"07:30",
			"23:59",
		]);
		expect(["24:00", "7:30", "12:60", ""].map(minutesOf)).toEqual([null, null, null, null]);
	});
});
