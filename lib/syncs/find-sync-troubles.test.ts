import { describe, expect, it } from "vitest";
import { findSyncTroubles, type Watched } from "@/lib/syncs/find-sync-troubles";

const now = Date.UTC(2026, 10, 30, 12);
const minutesAgo = (minutes: number) => now - minutes * 60_000;
const run = (people: number, over: Partial<Watched["runs"][number]> = {}) => ({
	wanted: people,
	delivered: people,
	sent: 0,
	matched: null,
	...over,
});
const steady = [1000, 1010, 990, 1000, 1005, 995].map((people) => run(people));
const well: Watched = {
	status: "active",
	everyMinutes: 60,
	lastStartedAt: minutesAgo(30),
	createdAt: minutesAgo(10_000),
	isRunning: false,
	waitingSince: null,
	runs: steady,
	destination: "Meta",
	missingFields: [],
};
const kinds = (over: Partial<Watched>, at = now) =>
	findSyncTroubles({ ...well, ...over }, at, true).map(({ kind }) => kind);

describe("troubles of a sync that does not fail", () => {
	it("are none while all goes well, and none that a paused, ended or failing one would repeat", () => {
		expect(kinds({})).toEqual([]);
		const bad = { lastStartedAt: minutesAgo(9_000), waitingSince: minutesAgo(9_000) };
		expect(kinds(bad)).toEqual(["stalled", "backlog"]);
		for (const status of ["paused", "ended", "failing"]) expect(kinds({ ...bad, status })).toEqual([]);
	});

	it("names mapped fields that no longer exist at the destination", () => {
		const [trouble] = findSyncTroubles({ ...well, missingFields: ["plan"] }, now, false);
		expect(trouble).toMatchObject({ kind: "missing_fields", title: "leaves out a field" });
		expect(trouble?.detail).toContain(
			"plan no longer exists at Meta, so it is not sent; everything else is.",
		);
	});

	it.each([
		["two schedules without a run", { lastStartedAt: minutesAgo(120) }, false],
		["a moment more", { lastStartedAt: minutesAgo(120) - 1 }, true],
		["the grace of a frequent one", { everyMinutes: 5, lastStartedAt: minutesAgo(10) }, false],
		["a frequent one after its grace", { everyMinutes: 5, lastStartedAt: minutesAgo(10) - 1 }, true],
		["a long run", { lastStartedAt: minutesAgo(500), isRunning: true }, false],
		["one that no one has started yet", { lastStartedAt: null }, false],
		["one that is only started by hand", { everyMinutes: null, lastStartedAt: minutesAgo(9_000) }, false],
	])("stalled: %s", (_case, over, isStalled) => {
		expect(kinds(over).includes("stalled")).toBe(isStalled);
	});

	it.each([
		[minutesAgo(180), false],
		[minutesAgo(180) - 1, true],
	])("a backlog counts from three schedules on", (waitingSince, isFound) => {
		expect(kinds({ waitingSince }).includes("backlog")).toBe(isFound);
	});

	it.each([
		["just under twice as many", 1999, []],
		["twice as many", 2000, ["wanted_jump"]],
		["just over half", 501, []],
		["half", 500, ["wanted_jump"]],
		["no one", 0, ["wanted_jump"]],
	])("a jump of those wanted: %s", (_case, wanted, found) => {
		expect(kinds({ runs: [run(1000, { wanted }), ...steady.slice(0, 5).map(() => run(1000))] })).toEqual(
			found,
		);
	});

	it("a jump of those delivered is one of its own", () => {
		expect(kinds({ runs: [run(1000, { delivered: 300 }), ...steady] })).toEqual(["delivered_jump"]);
	});

	it("no jump is found with few people or few runs, nor is one odd run what is usual", () => {
		const of = (last: number, usual: number, count: number) =>
			kinds({ runs: [run(last), ...Array.from({ length: count }, () => run(usual))] });
		expect(of(99, 10, 14)).toEqual([]);
		expect(of(100, 10, 14)).toEqual(["wanted_jump", "delivered_jump"]);
		expect(of(5_000, 1_000, 4)).toEqual([]);
		expect(of(5_000, 1_000, 5)).toEqual(["wanted_jump", "delivered_jump"]);
		expect(kinds({ runs: [run(1000), run(9), ...steady] })).toEqual([]);
	});

	it("only the last 14 runs before are compared", () => {
		const runs = [run(1000), ...Array.from({ length: 14 }, () => run(1000)), ...Array(50).fill(run(10))];
		expect(kinds({ runs })).toEqual([]);
	});

	it.each([
		["a fifth", 100, 500, false],
		["less than a fifth", 99, 500, true],
		["too few to say", 0, 499, false],
		["no figure", null, 5_000, false],
	])("a low match rate: %s", (_case, matched, sent, isFound) => {
		expect(kinds({ runs: [run(1000), run(1000, { sent, matched })] }).includes("low_match")).toBe(isFound);
	});

	it("say nothing of how many to readers who may not see people", () => {
		const runs = [run(3), ...steady, run(1000, { sent: 1000, matched: 6 })];
		const told = findSyncTroubles({ ...well, runs }, now, false);
		expect(told.map(({ kind }) => kind)).toEqual(["wanted_jump", "delivered_jump", "low_match"]);
		for (const { title, detail } of told) expect(`${title} ${detail}`).not.toMatch(/\b(3|6|1,000)\b/);
	});
});
