import { describe, expect, it } from "vitest";
import { listTimeZones, offsetOf, readTimeZone, searchTimeZones } from "@/components/workspaces/time-zones";

const winter = new Date("2026-01-15T12:00:00Z");
const zones = listTimeZones(winter);
const found = (typed: string) => searchTimeZones(zones, typed).map(({ name }) => name);

describe("time zones", () => {
	it("say how far their clock is ahead on that day", () => {
		expect(offsetOf("Europe/Paris", winter)).toBe("UTC+01:00");
		expect(offsetOf("Europe/Paris", new Date("2026-07-15T12:00:00Z"))).toBe("UTC+02:00");
		expect(offsetOf("America/New_York", winter)).toBe("UTC−05:00");
		expect(offsetOf("UTC", winter)).toBe("UTC+00:00");
		expect(zones[0]?.name).toBe("UTC");
	});

	it("are found by city, in words, and by offset", () => {
		expect(found("new york")).toEqual(["America/New_York"]);
		expect(found("lisb")).toContain("Europe/Lisbon");
		expect(found("paris")[0]).toBe("Europe/Paris");
		expect(found("+5:30")).toContain("Asia/Calcutta");
		expect(found("-5")).toContain("America/New_York");
		expect(found("mars")).toEqual([]);
		expect(found("")).toHaveLength(zones.length);
	});

	it("are read from a city that only one has", () => {
		expect(readTimeZone(zones, "lisbon")).toBe("Europe/Lisbon");
		expect(readTimeZone(zones, "europe/paris")).toBe("Europe/Paris");
		expect(readTimeZone(zones, "Mars/Olympus")).toBe("Mars/Olympus");
		expect(readTimeZone(zones, "")).toBe("");
	});
});
