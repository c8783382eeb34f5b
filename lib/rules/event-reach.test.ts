import { describe, expect, it } from "vitest";
import { readEventsAfter } from "@/lib/rules/event-reach";
import { needsOf } from "@/lib/rules/needs";
import type { EventLeaf, EventWindow, RuleLeaf } from "@/lib/rules/rule";

const from = Date.parse("2026-11-29T12:00:00Z");
const place = { from, timeZone: "UTC" };
const day = 86_400_000;

const did = (field: string, window: EventWindow): EventLeaf => ({
	kind: "event",
	field,
	aggregate: { kind: "count" },
	operator: ">=",
	value: 1,
	window,
});
const days = (amount: number): EventWindow => ({ kind: "last", amount, unit: "days" });
const reachOf = (...leaves: RuleLeaf[]) => needsOf(leaves).reach;
const sessions: RuleLeaf = {
	kind: "session",
	field: "session",
	measure: { kind: "count" },
	operator: ">=",
	value: 2,
	window: days(7),
};

describe("how far back events are read", () => {
	it("as far as the widest window of each", () => {
		const reach = reachOf(did("Order", days(30)), did("Order", days(7)), did("Visit", days(7)));
		expect(readEventsAfter({ events: ["Order", "Visit"], isExcept: false }, reach, place)).toEqual([
			{ events: ["Order"], isExcept: false, after: from - 30 * day },
			{ events: ["Visit"], isExcept: false, after: from - 7 * day },
		]);
	});

	it.each([
		["ever", { kind: "any" }],
		["between two dates", { kind: "between", from: "2026-01-01", to: "2026-02-01" }],
		["before", { kind: "before", amount: 3, unit: "days" }],
		["since a date of the person", { kind: "sinceTrait", trait: "born" }],
	] satisfies [string, EventWindow][])("all of them where one asks %s", (_, window) => {
		const reach = reachOf(did("Order", days(30)), did("Order", window));
		expect(readEventsAfter({ events: ["Order"], isExcept: false }, reach, place)).toEqual([
			{ events: ["Order"], isExcept: false, after: null },
		]);
	});

	it("of any event where a condition is on any, and of a named one no less", () => {
		const reach = reachOf(sessions, did("Order", days(30)), did("Visit", days(1)));
		expect(readEventsAfter({ events: ["Seen"], isExcept: true }, reach, place)).toEqual([
			{ events: ["Order"], isExcept: false, after: from - 30 * day },
			{ events: ["Visit"], isExcept: false, after: from - 7 * day },
			{ events: ["Seen", "Order", "Visit"], isExcept: true, after: from - 7 * day },
		]);
	});

	it("all of them where a window reaches back before 1970", () => {
		const reach = reachOf(did("Order", { kind: "last", amount: 57, unit: "years" }));
		expect(readEventsAfter({ events: ["Order"], isExcept: false }, reach, place)[0]?.after).toBeNull();
	});
});
