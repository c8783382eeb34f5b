import { describe, expect, it } from "vitest";
import { dayOfCampaign } from "@/components/home/day-of-campaign";

const of = (launchedAt: string | null, asOf: string) => dayOfCampaign({ launchedAt, asOf, windowDays: 14 });

describe("progress toward a campaign's first result", () => {
	it("starts at day 1 and ends with the first people's window", () => {
		const launched = "2026-11-01T09:00:00.000Z";
		expect(of(launched, launched)).toMatchObject({ day: 1, share: 0 });
		expect(of(launched, "2026-11-06T10:00:00.000Z")).toMatchObject({
			day: 6,
			firstAnswerAt: new Date("2026-11-15T09:00:00.000Z"),
		});
		expect(of(launched, "2026-11-15T08:59:00.000Z")?.day).toBe(14);
		expect(of(launched, "2026-11-15T09:00:00.000Z")).toBeNull();
	});

	it("does not exist for a campaign that was run elsewhere", () => {
		expect(of(null, "2026-11-15T09:00:00.000Z")).toBeNull();
	});
});
