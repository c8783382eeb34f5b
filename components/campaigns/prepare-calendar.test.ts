import { describe, expect, it } from "vitest";
import { prepareCalendar } from "@/components/campaigns/prepare-calendar";
import { campaignSummary } from "@/components/testing/sample-answers";

const day = 86_400_000;
// A Wednesday.
const now = Date.parse("2026-11-25T12:00:00Z");
const at = (days: number) => new Date(now + days * day).toISOString();
const campaign = (change: Partial<typeof campaignSummary>) => ({ ...campaignSummary, ...change });

describe("prepareCalendar", () => {
	it("draws what runs from its start to its end, its conversion window after it, and what is open to the edge", () => {
		const { rows, weeks, today } = prepareCalendar(
			[
				campaign({ id: "cmp_ended", status: "ended", launchedAt: at(-20), endedAt: at(-10), windowDays: 7 }),
				campaign({ id: "cmp_open", launchedAt: at(-6) }),
				campaign({
					id: "cmp_planned",
					status: "scheduled",
					launchedAt: null,
					startsAt: at(7),
					endsAt: at(14),
				}),
				campaign({ id: "cmp_draft", status: "draft", launchedAt: null }),
				campaign({ id: "cmp_elsewhere", status: "imported", launchedAt: at(-9), endedAt: at(-9) }),
			],
			now,
		);
		expect(rows.map(({ id }) => id)).toEqual(["cmp_planned", "cmp_open", "cmp_ended"]);
		// Four weeks before this one to the week in which the last window closes: in whole weeks from Mondays.
		expect(new Date(weeks[0]?.at ?? 0).toISOString()).toBe("2026-10-26T00:00:00.000Z");
		const percentOfDay = 100 / (weeks.length * 7);
		const [planned, open, ended] = rows;
		expect(ended?.width).toBeCloseTo(10 * percentOfDay, 6);
		expect(ended?.tail).toBeCloseTo(7 * percentOfDay, 6);
		expect(open).toMatchObject({ isOpen: true, tail: 0 });
		expect((open?.left ?? 0) + (open?.width ?? 0)).toBe(100);
		expect(planned?.left).toBeCloseTo(today + 7 * percentOfDay, 6);
		expect(planned?.tail).toBeCloseTo(14 * percentOfDay, 6);
	});

	it("never leaves the picture, counts what is too old for it, and starts no missed launch in the past", () => {
		const { rows, weeks, earlier, today } = prepareCalendar(
			[
				campaign({ id: "cmp_old", status: "ended", launchedAt: at(-400), endedAt: at(-390) }),
				campaign({ id: "cmp_long", launchedAt: at(-500), endsAt: at(500) }),
				campaign({ id: "cmp_missed", status: "scheduled", launchedAt: null, startsAt: at(-3) }),
			],
			now,
		);
		expect(earlier).toBe(1);
		expect(weeks.length).toBeLessThanOrEqual(28);
		for (const { left, width, tail } of rows) {
			expect(left).toBeGreaterThanOrEqual(0);
			expect(left + width + tail).toBeLessThanOrEqual(100 + 1e-9);
		}
		expect(rows.find(({ id }) => id === "cmp_missed")?.left).toBeCloseTo(today, 6);
	});

	it("has weeks and no bars where nothing was launched", () => {
		expect(prepareCalendar([], now)).toMatchObject({ rows: [], earlier: 0 });
	});
});
