import { describe, expect, it } from "vitest";
import { checkEventTime, checkSentAt, correctEventTime } from "@/lib/sources/event-time";

const now = Date.parse("2026-05-04T12:00:00Z");
const hourMs = 3_600_000;
const timestamp = "2026-05-04T10:00:00Z";

describe("when a message was sent", () => {
	it("corrects the clock of its sender, however far that is off", () => {
		for (const off of [-10 * 365 * 24 * hourMs, -hourMs, hourMs, 30 * 365 * 24 * hourMs]) {
			const clock = (ms: number) => new Date(ms + off).toISOString();
			expect(correctEventTime({ timestamp: clock(now - hourMs), sentAt: clock(now) }, now)).toEqual({
				ok: true,
				at: now - hourMs,
				ignored: [],
			});
		}
	});

	it.each(["0001-01-01T00:00:00Z", "1969-12-31T23:59:59Z", -1, 1e30, -1e30, 8.64e15])(
		"costs only its correction, and is named, where it is absurd: %j",
		(sentAt) => {
			expect(correctEventTime({ timestamp, sentAt }, now)).toEqual({
				ok: true,
				at: Date.parse(timestamp),
				ignored: [{ field: "sentAt", reason: expect.stringContaining("times are not corrected") }],
			});
			expect(checkSentAt(sentAt)).toContain("times are not corrected");
		},
	);

	it("corrects a clock that was never set", () => {
		const [at, sentAt] = ["1970-01-01T00:05:00Z", "1970-01-01T00:06:00Z"];
		expect(correctEventTime({ timestamp: at, sentAt }, now)).toEqual({
			ok: true,
			at: now - 60_000,
			ignored: [],
		});
	});

	it("costs only its correction where a good timestamp would become impossible by it", () => {
		for (const [sentAt, at] of [
			[0, timestamp],
			[1, timestamp],
			["1970-01-01T00:00:00Z", timestamp],
			["1990-01-01T00:00:00Z", timestamp],
			["2090-01-01T00:00:00Z", "2000-01-01T00:00:00Z"],
		]) {
			expect(correctEventTime({ timestamp: at, sentAt }, now)).toEqual({
				ok: true,
				at: Date.parse(String(at)),
				ignored: [{ field: "sentAt", reason: "does not fit the timestamp; times are not corrected" }],
			});
		}
	});
});

describe("when something happened", () => {
	it.each([0, 0.001, 1, -5, 1_000_000, "1970-01-01", "1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z"])(
		"is refused with what to do where it is the beginning of a count: %j",
		(given) => {
			expect(correctEventTime({ timestamp: given }, now)).toEqual({
				ok: false,
				field: "timestamp",
				reason: expect.stringContaining("leave it out"),
			});
		},
	);

	it("is refused beyond tomorrow, whatever the clock of the sender says", () => {
		for (const sentAt of [undefined, "0001-01-01T00:00:00Z", "1990-01-01T00:00:00Z"]) {
			expect(correctEventTime({ timestamp: "2027-01-01T00:00:00Z", sentAt }, now)).toEqual({
				ok: false,
				field: "timestamp",
				reason: "is more than 24 hours in the future",
			});
		}
	});

	it("may lie long ago", () => {
		expect(checkEventTime(Date.parse("1971-01-01T00:00:00Z"), now)).toBeNull();
		expect(correctEventTime({ timestamp: 1_000_000_000 }, now)).toMatchObject({ at: 1_000_000_000_000 });
	});
});
