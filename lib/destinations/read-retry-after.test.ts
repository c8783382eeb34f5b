import { describe, expect, it } from "vitest";
import { describeLongWait, longestWaitMs, readRetryAfter } from "@/lib/destinations/read-retry-after";

// 2025-11-29T00:00:00Z
const now = 1_764_374_400_000;
const year = 31_556_952_000;

describe("when a network wants the next request", () => {
	it.each([
		["retry-after", "30", 30_000],
		["retry-after", "0", 0],
		["retry-after", "  30 ", 30_000],
		["retry-after", "1.5", 1_500],
		["retry-after", "0.0001", 1],
		["retry-after", "Sat, 29 Nov 2025 00:00:30 GMT", 30_000],
		["retry-after", "Saturday, 29-Nov-25 00:00:30 GMT", 30_000],
		["retry-after", "Sat Nov 29 00:00:30 2025", 30_000],
		["retry-after", "2025-11-29T00:00:30Z", 30_000],
		["retry-after", "2025-11-29T01:00:30+01:00", 30_000],
		["retry-after", "Fri, 28 Nov 2025 23:59:59 GMT", 0],
		["retry-after", "1764374430", 30_000],
		["retry-after", "1764374430000", 30_000],
		["retry-after", "1764374399", 0],
		["x-ratelimit-reset", "1764374430", 30_000],
		["x-ratelimit-reset", "30", 30_000],
		["x-ratelimit-reset", "2025-11-29T00:00:30Z", 30_000],
		["x-rate-limit-reset", "1764374430", 30_000],
		["x-ratelimit-reset-after", "0.25", 250],
		["ratelimit-reset", "30", 30_000],
	])("%s: %s", (name, value, waitMs) => {
		const read = readRetryAfter({ [name]: value }, now);
		expect(read).toEqual({ waitMs, askedMs: waitMs });
		expect(read && describeLongWait(read)).toBeNull();
	});

	it.each([
		"-5",
		"soon",
		"soon 1",
		"",
		" ",
		"NaN",
		"Infinity",
		"1e9",
		"0x1e",
		"30 seconds",
		"1.2.3",
		"30, 60",
	])("leaves it to Muster's own back-off when the text is %j", (value) => {
		expect(readRetryAfter({ "retry-after": value }, now)).toBeNull();
		expect(readRetryAfter({ "x-ratelimit-reset": value }, now)).toBeNull();
	});

	it("leaves it to Muster's own back-off when the date does not exist, and when nothing is said", () => {
		expect(readRetryAfter({ "retry-after": "Sat, 99 Nov 2025 00:00:30 GMT" }, now)).toBeNull();
		expect(readRetryAfter({}, now)).toBeNull();
	});

	it("reads a reset when the wait itself cannot be read", () => {
		expect(readRetryAfter({ "retry-after": "soon", "ratelimit-reset": "30" }, now)?.waitMs).toBe(30_000);
		expect(readRetryAfter({ "retry-after": "5", "ratelimit-reset": "30" }, now)?.waitMs).toBe(5_000);
	});

	it("ignores the end of a window that has requests left", () => {
		const header = (left: string) => ({ "x-ratelimit-reset": "1764378000", "x-ratelimit-remaining": left });
		expect(readRetryAfter(header("1"), now)).toBeNull();
		expect(readRetryAfter(header("0"), now)?.waitMs).toBe(3_600_000);
	});

	it("waits a day at most, and says what was asked for", () => {
		const seconds = longestWaitMs / 1_000;
		expect(readRetryAfter({ "retry-after": String(seconds) }, now)).toEqual({
			waitMs: longestWaitMs,
			askedMs: longestWaitMs,
		});
		const longer = readRetryAfter({ "retry-after": String(seconds + 86_400) }, now);
		expect(longer?.waitMs).toBe(longestWaitMs);
		expect(longer && describeLongWait(longer)).toBe("the network asks for 2 days");
		const years = readRetryAfter({ "retry-after": "999999999" }, now);
		expect(years).toEqual({ waitMs: longestWaitMs, askedMs: 999_999_999_000 });
		expect(years && describeLongWait(years)).toBe("the network asks for 11,575 days");
		const far = readRetryAfter({ "x-ratelimit-reset": "4102444800" }, now);
		expect(far?.waitMs).toBe(longestWaitMs);
	});

	it("takes a number for seconds up to thirty years, and for an instant from there", () => {
		expect(readRetryAfter({ "retry-after": "999999999" }, now)?.askedMs).toBeGreaterThan(30 * year);
		expect(readRetryAfter({ "retry-after": "1000000000" }, now)).toEqual({ waitMs: 0, askedMs: 0 });
		// As seconds it is after the year 30,000; as milliseconds it is in 2001.
		expect(readRetryAfter({ "retry-after": "999999999999" }, now)?.waitMs).toBe(longestWaitMs);
		expect(readRetryAfter({ "retry-after": "1000000000000" }, now)?.waitMs).toBe(0);
	});
});
