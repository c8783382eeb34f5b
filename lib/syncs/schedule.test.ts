import { describe, expect, it } from "vitest";
import { cronProblem, nextAfterDue, nextRun, nextRuns } from "@/lib/syncs/schedule";
import type { SyncSchedule } from "@/lib/syncs/sync-settings";

const berlin = "Europe/Berlin";
const cron = (text: string): SyncSchedule => ({ kind: "cron", cron: text });

/** Every run of a schedule after one instant and before another. */
function runsBetween(schedule: SyncSchedule, zone: string, from: string, to: string): string[] {
	const found: string[] = [];
	for (let at = nextRun(schedule, new Date(from), zone); at && at < new Date(to); ) {
		found.push(at.toISOString());
		at = nextRun(schedule, at, zone);
	}
	return found;
}

const shortDay = ["2025-03-29T22:59:59Z", "2025-03-30T22:00:00Z"] as const;
const longDay = ["2025-10-25T21:59:59Z", "2025-10-26T23:00:00Z"] as const;

describe("a schedule on the nights the clock moves", () => {
	it.each([
		["a time that does not exist comes once, an hour later", "30 2 * * *", shortDay, ["01:00"]],
		["a time that comes twice runs the first time only", "30 2 * * *", longDay, ["00:30"]],
	])("%s", (_title, text, [from, to], times) => {
		const runs = runsBetween(cron(text), berlin, from, to).map((at) => at.slice(11, 16));
		expect(runs).toEqual(times);
	});

	it.each([
		["the short day", shortDay, 92],
		["the long day", longDay, 100],
	])("runs every 15 minutes without a gap on %s", (_title, [from, to], count) => {
		const runs = runsBetween(cron("*/15 * * * *"), berlin, from, to).map((at) => Date.parse(at));
		expect(runs).toHaveLength(count);
		for (const [index, at] of runs.slice(1).entries()) expect(at - (runs[index] ?? 0)).toBe(15 * 60_000);
	});

	it("runs once on a day without midnight", () => {
		const runs = runsBetween(
			cron("0 0 * * *"),
			"America/Santiago",
			"2025-09-06T05:00:00Z",
			"2025-09-08T03:00:00Z",
		);
		expect(runs).toEqual(["2025-09-07T04:00:00.000Z"]);
	});

	it("keeps an interval's beat, whatever the clock does", () => {
		const every = { kind: "interval", everyMinutes: 60 } as const;
		expect(runsBetween(every, berlin, "2025-10-25T22:00:00Z", "2025-10-26T23:00:01Z")).toHaveLength(25);
	});
});

describe("a schedule after downtime", () => {
	const down = { due: new Date("2025-06-10T02:00:00Z"), now: new Date("2025-06-10T05:00:07Z") };

	it("catches up with one run and goes on at its own times", () => {
		const next = (schedule: SyncSchedule) =>
			nextAfterDue(schedule, down.due, down.now, berlin)?.toISOString();
		expect(next(cron("*/15 * * * *"))).toBe("2025-06-10T05:15:00.000Z");
		expect(next({ kind: "interval", everyMinutes: 15 })).toBe("2025-06-10T05:15:00.000Z");
		expect(next({ kind: "interval", everyMinutes: 1440 })).toBe("2025-06-11T02:00:00.000Z");
	});

	it("does not lose a turn to a tick that comes exactly then", () => {
		const every = { kind: "interval", everyMinutes: 15 } as const;
		expect(nextAfterDue(every, down.due, down.due, berlin)).toEqual(new Date("2025-06-10T02:15:00Z"));
		const next = new Date("2025-06-10T02:15:00Z");
		expect(nextAfterDue(every, down.due, next, berlin)).toEqual(new Date("2025-06-10T02:30:00Z"));
	});
});

describe("what is shown of a schedule", () => {
	const now = new Date("2026-11-30T11:00:00Z");

	it("names the next three runs of times and intervals, and none of what someone or something else starts", () => {
		expect(nextRuns(cron("30 6 * * 1-5"), now, berlin).map((at) => at.toISOString())).toEqual([
			"2026-12-01T05:30:00.000Z",
			"2026-12-02T05:30:00.000Z",
			"2026-12-03T05:30:00.000Z",
		]);
		expect(nextRuns({ kind: "interval", everyMinutes: 360 }, now, berlin)).toHaveLength(3);
		for (const kind of ["manual", "after_refresh", "real_time"] as const)
			expect(nextRuns({ kind }, now, berlin)).toEqual([]);
	});

	it("checks for changes that are not of the segment now and then, where the segment starts the runs", () => {
		expect(nextRun({ kind: "real_time" }, now, berlin)).toEqual(new Date("2026-11-30T12:00:00Z"));
		expect(nextRun({ kind: "after_refresh" }, now, berlin)).toEqual(new Date("2026-12-01T11:00:00Z"));
		expect(nextRun({ kind: "manual" }, now, berlin)).toBeNull();
	});

	it.each(["", "* * * *", "0 0 * * * *", "61 * * * *", "0 24 * * *", "every day", "0 0 31 2 *"])(
		"refuses %j and says why",
		(text) => {
			expect(cronProblem(text, berlin, now)).toContain(text);
		},
	);

	it.each(["*/15 * * * *", "30 6 * * 1-5", "0 0 1 * *", "0 0 29 2 *", "@daily"])("accepts %j", (text) => {
		expect(cronProblem(text, berlin, now)).toBeNull();
	});
});
