import { describe, expect, it } from "vitest";
import { findStopped } from "@/lib/sources/find-stopped";

const day = 86_400_000;
const now = Date.UTC(2026, 10, 30, 12);
const ago = (days: number) => now - days * day;

describe("an event that used to come", () => {
	it("has stopped after three times its usual gap", () => {
		const daily = { days: 30, firstAt: ago(33), lastAt: ago(4) };
		expect(findStopped(daily, now)).toBe(ago(4));
		expect(findStopped({ days: 30, firstAt: ago(32), lastAt: ago(2.9) }, now)).toBeNull();
		const weekly = { days: 10, firstAt: ago(83), lastAt: ago(20) };
		expect(findStopped(weekly, now)).toBeNull();
		expect(findStopped({ days: 10, firstAt: ago(85), lastAt: ago(22) }, now)).toBe(ago(22));
	});

	it("is given two days, however often it came", () => {
		// All on four days that lie close together.
		const busy = { days: 4, firstAt: ago(3.5), lastAt: ago(1.9) };
		expect(findStopped(busy, now)).toBeNull();
		expect(findStopped({ ...busy, firstAt: ago(3.7), lastAt: ago(2.1) }, now)).toBe(ago(2.1));
	});

	it("has no rhythm to judge by when it came on three days only", () => {
		expect(findStopped({ days: 3, firstAt: ago(80), lastAt: ago(78) }, now)).toBeNull();
	});
});
