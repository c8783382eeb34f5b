import { describe, expect, it } from "vitest";
import { zonedToUtc } from "@/lib/kernel/zoned-time";
import { readCell, readDate, readDayText, readNumber } from "@/lib/sources/files/cell-value";

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

describe("a date in a file", () => {
	it.each([
		["2026-01-02T03:04:05Z", "iso", "2026-01-02T03:04:05.000Z"],
		["2026-01-02 03:04:05", "iso", "2026-01-02T02:04:05.000Z"],
		["19970131", "yyyyMMdd", "1997-01-30T23:00:00.000Z"],
		["31/12/2025", "dd/MM/yyyy", "2025-12-30T23:00:00.000Z"],
		["12/31/2025 11:59 PM", "MM/dd/yyyy", "2025-12-31T22:59:00.000Z"],
		["1.7.2025 00:30", "dd.MM.yyyy", "2025-06-30T22:30:00.000Z"],
		["1751329800", "unix-seconds", "2025-07-01T00:30:00.000Z"],
		["2025-02-30", "yyyy-MM-dd", null],
		["31/12/2025", "MM/dd/yyyy", null],
		["2025-01-01 25:00", "yyyy-MM-dd", null],
		["yesterday", "iso", null],
		["1717245296", "unix-seconds", "2024-06-01T12:34:56.000Z"],
		["1717245296", "unix-milliseconds", null],
		["1717245296000", "unix-milliseconds", "2024-06-01T12:34:56.000Z"],
		["1717245296000", "unix-seconds", null],
	] as const)("%s as %s is %s in Berlin", (text, format, expected) => {
		expect(iso(readDate(text, format, "Europe/Berlin"))).toBe(expected);
	});

	it("is an instant of the zone on days when clocks change", () => {
		const berlin = (text: string) => iso(zonedToUtc(Date.parse(`${text}Z`), "Europe/Berlin"));
		expect(berlin("2026-03-29T01:59:59")).toBe("2026-03-29T00:59:59.000Z");
		expect(berlin("2026-03-29T03:00:00")).toBe("2026-03-29T01:00:00.000Z");
		expect(berlin("2026-10-25T02:30:00")).toBe("2026-10-25T00:30:00.000Z");
		expect(berlin("2026-10-25T03:00:00")).toBe("2026-10-25T02:00:00.000Z");
		expect(iso(zonedToUtc(Date.parse("2026-01-01T00:00:00Z"), "America/New_York"))).toBe(
			"2026-01-01T05:00:00.000Z",
		);
	});
});

describe("a date without a time in a file", () => {
	it("is a day, in whatever zone and form", () => {
		const day = { ok: true, value: { type: "day", value: Date.UTC(2025, 5, 10) / 86_400_000 } };
		for (const zone of ["America/Los_Angeles", "Pacific/Auckland"]) {
			expect(readCell("2025-06-10", { type: "date", date: "iso" }, zone)).toEqual(day);
			expect(readCell("10/06/2025", { type: "date", date: "dd/MM/yyyy" }, zone)).toEqual(day);
			expect(readCell("20250610", { type: "date", date: "yyyyMMdd" }, zone)).toEqual(day);
		}
		expect(readCell("10/06/2025 00:00", { type: "date", date: "dd/MM/yyyy" }, "America/Los_Angeles")).toEqual(
			{
				ok: true,
				value: { type: "date", value: Date.UTC(2025, 5, 10, 7) },
			},
		);
	});

	it("is a birthday as it is written", () => {
		expect(readDayText("31/07/1985", "dd/MM/yyyy")).toBe("1985-07-31");
		expect(readDayText("1985-07-31T00:00:00", "iso")).toBe("1985-07-31");
		expect(readDayText("31/07/85", "dd/MM/yyyy")).toBeNull();
	});
});

describe("a number in a file", () => {
	it("is read as people write it", () => {
		expect(readNumber("1,234.50", "1234.5")).toBe(1234.5);
		expect(readNumber("$ 12.30", "1234.5")).toBe(12.3);
		expect(readNumber("1.234,50 €", "1234,5")).toBe(1234.5);
		expect(readNumber("-7", "1234.5")).toBe(-7);
		expect(readNumber("12a", "1234.5")).toBeNull();
		expect(readNumber("1,2", "1234.5")).toBeNull();
		expect(readNumber("12.5", "1234,5")).toBeNull();
		expect(readNumber("0.125", "1234,5")).toBeNull();
		expect(readNumber(",5", "1234,5")).toBe(0.5);
		expect(readNumber("1e3", "1234.5")).toBe(1000);
	});

	it("loses no digit", () => {
		expect(readNumber("9007199254740991", "1234.5")).toBe(9007199254740991);
		expect(readNumber("9007199254740992", "1234.5")).toBeNull();
	});

	it("is no long text, and is refused as fast as it is read", () => {
		expect(readNumber(`1${" ".repeat(200_000)}x`, "1234.5")).toBeNull();
		expect(readDate(`2026-01-02 10:00${" ".repeat(200_000)}x`, "yyyy-MM-dd", "UTC")).toBeNull();
	});
});

describe("a cell", () => {
	it("names what does not fit", () => {
		expect(readCell("12x", { type: "number" }, "UTC")).toEqual({
			ok: false,
			reason: '"12x" is not a number',
		});
	});
});
