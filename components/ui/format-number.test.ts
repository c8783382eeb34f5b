import { describe, expect, it } from "vitest";
import { pluralText } from "@/lib/kernel/number-text";
import { formatBytes, formatCount, formatMoney, formatPercent, withSign } from "./format-number";
import { formatDuration, formatRelative } from "./format-time";

describe("numbers on screen", () => {
	it("never shows an unknown number as zero", () => {
		for (const unknown of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY]) {
			expect(formatCount(unknown)).toBe("unknown");
			expect(formatPercent(unknown)).toBe("unknown");
			expect(formatMoney(unknown, "USD")).toBe("unknown");
			expect(formatBytes(unknown)).toBe("unknown");
		}
	});

	it("separates thousands and uses the true minus", () => {
		expect(formatCount(12480)).toBe("12,480");
		expect(formatCount(-6)).toBe("−6");
		expect(formatMoney(-2183.66, "USD")).toBe("−$2,184");
		expect(formatMoney(12.5, "EUR")).toBe("€12.50");
		expect(pluralText(1, "person", "people")).toBe("1 person");
	});

	it("gives percentages the digits their size deserves", () => {
		expect(formatPercent(0.0312)).toBe("3.12%");
		expect(formatPercent(0.247)).toBe("24.7%");
		expect(formatPercent(1)).toBe("100%");
		expect(withSign(formatPercent(0.18, 0), 0.18)).toBe("+18%");
	});
});

describe("times on screen", () => {
	it("says how long ago in the unit that fits", () => {
		const now = Date.parse("2026-11-22T12:00:00Z");
		expect(formatRelative("2026-11-22T11:59:50Z", now)).toBe("just now");
		expect(formatRelative("2026-11-22T11:57:00Z", now)).toBe("3 min ago");
		expect(formatRelative("2026-11-22T14:00:00Z", now)).toBe("in 2 h");
		expect(formatRelative("2026-10-01T12:00:00Z", now)).toMatch(/1 Oct 2026/);
	});

	it("leaves out a smaller unit of which there is none", () => {
		expect(formatDuration(24 * 3_600_000)).toBe("1 d");
		expect(formatDuration(2 * 3_600_000 + 5 * 60_000)).toBe("2 h 5 min");
		expect(formatDuration(420)).toBe("420 ms");
	});
});
