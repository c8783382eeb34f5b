import { describe, expect, it } from "vitest";
import { evaluateRule, momentAt } from "@/lib/rules/evaluate/evaluate-rule";
import { emptyHistory } from "@/lib/rules/evaluate/person-history";
import type { SessionLeaf, SessionMeasure } from "@/lib/rules/rule";

const asOf = Date.UTC(2026, 10, 22);
const minute = 60_000;
const happened = (event: string, minutesAgo: number, ms = 0, properties = {}) => ({
	event,
	time: asOf - minutesAgo * minute + ms,
	message: "1",
	properties,
});
const ask = (
	measure: SessionMeasure,
	value: number,
	events: ReturnType<typeof happened>[],
	more: Partial<SessionLeaf> = {},
) => {
	const leaf: SessionLeaf = {
		kind: "session",
		field: "session",
		measure,
		operator: "equals",
		value,
		window: { kind: "last", amount: 1, unit: "days" },
		...more,
	};
	const person = { ...emptyHistory, events };
	return evaluateRule({ combinator: "and", rules: [leaf] }, person, momentAt(asOf, "UTC")).matches;
};

describe("sessions", () => {
	it("end after more silence than the workspace's gap", () => {
		const apart = (ms: number) => [happened("A", 60), happened("B", 30, ms)];
		expect(ask({ kind: "count" }, 1, apart(0))).toBe(true);
		expect(ask({ kind: "count" }, 2, apart(1))).toBe(true);
	});

	it("are made of the events of the window: one that began before it is cut", () => {
		const events = [happened("A", 24 * 60 + 10), happened("A", 24 * 60 - 10), happened("A", 24 * 60 - 30)];
		expect(ask({ kind: "count" }, 1, events)).toBe(true);
		expect(ask({ kind: "longestMinutes" }, 20, events)).toBe(true);
	});

	it("last from their first to their last event, in whole minutes", () => {
		expect(ask({ kind: "longestMinutes" }, 9, [happened("A", 30), happened("B", 20, -1)])).toBe(true);
		expect(ask({ kind: "longestMinutes" }, 0, [happened("A", 30)])).toBe(true);
		expect(ask({ kind: "longestMinutes" }, 0, [])).toBe(false);
	});

	it("count pages and screens, or an event, in the session that has most", () => {
		const events = [
			happened("Page Viewed", 300),
			happened("Page Viewed", 50),
			happened("Screen Viewed", 40),
			happened("Order", 35),
		];
		expect(ask({ kind: "mostPages" }, 2, events)).toBe(true);
		expect(ask({ kind: "mostOf", event: "Order" }, 1, events)).toBe(true);
		expect(ask({ kind: "mostOf", event: "Refund" }, 0, events)).toBe(true);
	});

	it("add up the time of activity that is reported, of one page or of all", () => {
		const events = [
			happened("Page Left", 30, 0, { name: "pricing", active_seconds: 12.5 }),
			happened("Page Left", 20, 0, { name: "home", active_seconds: 30 }),
		];
		expect(ask({ kind: "activeSeconds" }, 42.5, events)).toBe(true);
		expect(ask({ kind: "activeSeconds", page: "pricing" }, 12.5, events)).toBe(true);
	});
});
