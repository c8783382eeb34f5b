import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayMs, formatDay, readDay } from "@/lib/kernel/calendar-day";
import {
	localDayNumber,
	localHour,
	offsetAt,
	readInstant,
	startOfDayNumber,
	zonedToUtc,
} from "@/lib/kernel/zoned-time";

const minute = 60_000;
const at = (text: string) => Date.parse(text);
const hours = (zone: string, text: string) => offsetAt(at(text), zone) / (60 * minute);

/** Each pair: the last millisecond before clocks are moved, and how far ahead they are before and after. */
const switches: [string, string, number, number][] = [
	["America/St_Johns", "2026-03-08T05:30:00Z", -3.5, -2.5],
	["America/St_Johns", "2026-11-01T04:30:00Z", -2.5, -3.5],
	["America/St_Johns", "2010-11-07T02:31:00Z", -2.5, -3.5],
	["Australia/Adelaide", "2026-04-04T16:30:00Z", 10.5, 9.5],
	["Australia/Adelaide", "2026-10-03T16:30:00Z", 9.5, 10.5],
	["Australia/Lord_Howe", "2026-04-04T15:00:00Z", 11, 10.5],
	["Australia/Lord_Howe", "2026-10-03T15:30:00Z", 10.5, 11],
	["Asia/Kathmandu", "1985-12-31T18:30:00Z", 5.5, 5.75],
	["Africa/Casablanca", "2026-02-15T02:00:00Z", 1, 0],
	["Africa/Casablanca", "2026-03-22T02:00:00Z", 0, 1],
	["America/Boa_Vista", "2000-10-08T04:00:00Z", -4, -3],
	["America/Boa_Vista", "2000-10-15T03:00:00Z", -3, -4],
	["Pacific/Apia", "2011-12-30T10:00:00Z", -10, 14],
	["America/Caracas", "2016-05-01T07:00:00Z", -4.5, -4],
];

describe("a zone's clock", () => {
	it.each(switches)("%s is moved at %s, to the millisecond", (zone, text, before, after) => {
		expect(offsetAt(at(text) - 1, zone) / 3_600_000).toBe(before);
		expect(offsetAt(at(text), zone) / 3_600_000).toBe(after);
	});

	it("is the platform's, whatever was queried before", () => {
		const zone = fc.constantFrom(
			...new Set(switches.map(([name]) => name)),
			"Europe/Berlin",
			"America/Havana",
		);
		const instant = fc.oneof(
			fc.integer({ min: at("1970-01-01T00:00:00Z"), max: at("2037-12-31T00:00:00Z") }),
			fc
				.tuple(fc.constantFrom(...switches), fc.integer({ min: -2 * 3_600_000, max: 2 * 3_600_000 }))
				.map(([[, text], shift]) => at(text) + shift),
		);
		fc.assert(
			fc.property(zone, instant, (timeZone, ms) => {
				const shown = new Intl.DateTimeFormat("sv-SE", {
					timeZone,
					dateStyle: "short",
					timeStyle: "medium",
				}).format(ms);
				const wall = new Date(ms + offsetAt(ms, timeZone)).toISOString();
				expect(wall.slice(0, 19).replace("T", " ")).toBe(shown);
				expect(localHour(ms, timeZone)).toBe(Number(shown.slice(11, 13)));
			}),
			{ numRuns: 400, seed: 7 },
		);
	});

	it("is read back: once where it shows a time once, first where twice, moved on where never", () => {
		const utc = (zone: string, text: string) => new Date(zonedToUtc(at(`${text}Z`), zone)).toISOString();
		expect(utc("America/St_Johns", "2026-03-08T01:59")).toBe("2026-03-08T05:29:00.000Z");
		expect(utc("America/St_Johns", "2026-03-08T02:30")).toBe("2026-03-08T06:00:00.000Z");
		expect(utc("America/St_Johns", "2026-11-01T01:30")).toBe("2026-11-01T04:00:00.000Z");
		expect(utc("Australia/Adelaide", "2026-10-04T02:10")).toBe("2026-10-03T16:40:00.000Z");
		expect(utc("Australia/Lord_Howe", "2026-04-05T01:45")).toBe("2026-04-04T14:45:00.000Z");
		expect(utc("Australia/Lord_Howe", "2026-04-05T02:00")).toBe("2026-04-04T15:30:00.000Z");
		expect(utc("Australia/Lord_Howe", "2026-10-04T02:10")).toBe("2026-10-03T15:40:00.000Z");
		expect(utc("Asia/Kathmandu", "2026-06-10T00:00")).toBe("2026-06-09T18:15:00.000Z");
	});
});

describe("a day of a zone", () => {
	const begins = (zone: string, text: string) =>
		new Date(startOfDayNumber(readDay(text) ?? Number.NaN, zone)).toISOString();

	it("begins at midnight, where there is one", () => {
		expect(begins("America/Los_Angeles", "2025-06-10")).toBe("2025-06-10T07:00:00.000Z");
		expect(begins("Asia/Kathmandu", "2025-06-10")).toBe("2025-06-09T18:15:00.000Z");
		expect(begins("Australia/Lord_Howe", "2026-04-05")).toBe("2026-04-04T13:00:00.000Z");
	});

	it("begins after the gap that swallows midnight, and at the second of two when the day before comes back", () => {
		expect(begins("America/Santiago", "2026-09-06")).toBe("2026-09-06T04:00:00.000Z");
		expect(begins("America/Havana", "2026-11-01")).toBe("2026-11-01T04:00:00.000Z");
		expect(begins("America/St_Johns", "2010-11-07")).toBe("2010-11-07T03:30:00.000Z");
	});

	it("takes up where the day before ends", () => {
		const zones = [...new Set(switches.map(([zone]) => zone)), "America/Santiago", "America/Havana"];
		for (const zone of zones) {
			for (const [, text] of switches) {
				for (let hour = -40; hour <= 40; hour++) {
					const ms = at(text) + hour * 3_600_000 - (hour % 2);
					const day = localDayNumber(ms, zone);
					expect(startOfDayNumber(day, zone), `${zone} ${new Date(ms).toISOString()}`).toBeLessThanOrEqual(
						ms,
					);
					expect(startOfDayNumber(day + 1, zone)).toBeGreaterThan(ms);
				}
			}
		}
	});
});

describe("a date in text", () => {
	it("is a day, or an instant with its offset", () => {
		expect(readInstant("2025-06-10", "America/Los_Angeles")).toBe(at("2025-06-10T07:00:00Z"));
		expect(readInstant("2025-06-10T00:30:00Z", "America/Los_Angeles")).toBe(at("2025-06-10T00:30:00Z"));
		expect(readInstant("2025-02-29", "UTC")).toBeNull();
		expect(readDay("2025-06-10")).toBe(at("2025-06-10") / dayMs);
		expect(readDay("2025-02-30")).toBeNull();
		expect(readDay("2025-06-10T00:00:00Z")).toBeNull();
		expect(formatDay(readDay("1899-12-31") ?? 0)).toBe("1970-01-01");
		expect(formatDay(readDay("1968-02-29") ?? 0)).toBe("1968-02-29");
	});

	it("returns the clock's offset", () => {
		expect(hours("Asia/Kathmandu", "2026-01-01T00:00:00Z")).toBe(5.75);
	});
});
