import { describe, expect, it } from "vitest";
import { decideGuard, isBelowMinimum, readGuards, usualGuards } from "@/lib/syncs/decide-guard";

const change = (over: object) => ({ delivered: 1_000, entering: 0, leaving: 0, ...over });

describe("the change guard", () => {
	it.each([
		["exactly the percentage leaves", { leaving: 300 }, []],
		["one more leaves", { leaving: 301 }, ["leaving"]],
		["exactly the percentage enters", { entering: 300 }, []],
		["one more enters", { entering: 301 }, ["entering"]],
		["both are beyond", { entering: 400, leaving: 400 }, ["entering", "leaving"]],
		["everyone of a few leaves, below the floor", { delivered: 49, leaving: 49 }, []],
		["everyone of a few leaves, at the floor", { delivered: 50, leaving: 50 }, ["leaving"]],
		["an empty audience fills up, below the floor", { delivered: 0, entering: 49 }, []],
		["an empty audience fills up, at the floor", { delivered: 0, entering: 50 }, ["entering"]],
	])("when %s", (_title, given, beyond) => {
		expect(decideGuard(usualGuards, change(given))).toEqual(beyond);
	});

	it("asks by the sync's own limits, and never when it has none", () => {
		const own = { ...usualGuards, changePercent: 10, changePeople: 5 };
		expect(decideGuard(own, change({ leaving: 100 }))).toEqual([]);
		expect(decideGuard(own, change({ leaving: 101 }))).toEqual(["leaving"]);
		expect(decideGuard({ ...own, changePercent: null }, change({ leaving: 1_000 }))).toEqual([]);
	});

	it("reads what was chosen and fills in the rest", () => {
		expect(readGuards({})).toEqual(usualGuards);
		expect(readGuards({ changePercent: null, minimumAudience: 100 })).toEqual({
			changePercent: null,
			changePeople: 50,
			minimumAudience: 100,
		});
	});
});

describe("the minimum audience", () => {
	it("is reached with exactly that many people", () => {
		const guards = { ...usualGuards, minimumAudience: 100 };
		expect(isBelowMinimum(guards, 99)).toBe(true);
		expect(isBelowMinimum(guards, 100)).toBe(false);
		expect(isBelowMinimum(usualGuards, 0)).toBe(false);
	});
});
