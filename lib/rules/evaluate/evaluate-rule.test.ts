import { describe, expect, it } from "vitest";
import { localDay, readInstant, startOfDay } from "@/lib/kernel/zoned-time";
import { evaluateRule, momentAt } from "@/lib/rules/evaluate/evaluate-rule";
import { emptyHistory, type PersonHistory } from "@/lib/rules/evaluate/person-history";
import { averageMicros, toMicros } from "@/lib/rules/micros";
import type { EventLeaf, RuleLeaf, TraitLeaf } from "@/lib/rules/rule";

const asOf = Date.UTC(2026, 10, 22, 12);
const day = 86_400_000;
const noOne: PersonHistory = emptyHistory;
const ask = (leaf: RuleLeaf, person: Partial<PersonHistory>, timeZone = "UTC") =>
	evaluateRule({ combinator: "and", rules: [leaf] }, { ...noOne, ...person }, momentAt(asOf, timeZone));
const order = (time: number, properties = {}) => ({ event: "Order", time, message: "1", properties });
const bought: EventLeaf = {
	kind: "event",
	field: "Order",
	aggregate: { kind: "count" },
	operator: ">=",
	value: 1,
	window: { kind: "last", amount: 7, unit: "days" },
};
const plan: TraitLeaf = { kind: "trait", field: "plan", type: "string", operator: "equals", value: "pro" };
const row = (value: string | null, validFrom: number, priority = 1) => ({
	trait: "plan",
	value: value === null ? ({ type: "unset" } as const) : ({ type: "string", value } as const),
	priority,
	validFrom,
	recordedAt: validFrom,
	seq: 0,
});

describe("what a rule means", () => {
	it("a window is open at its old end and closed at asOf, to the millisecond", () => {
		expect(ask(bought, { events: [order(asOf)] }).matches).toBe(true);
		expect(ask(bought, { events: [order(asOf + 1)] }).matches).toBe(false);
		expect(ask(bought, { events: [order(asOf - 7 * day + 1)] }).matches).toBe(true);
		expect(ask(bought, { events: [order(asOf - 7 * day)] }).matches).toBe(false);
	});

	it("nothing counts as 0, and the average of nothing is missing", () => {
		expect(ask({ ...bought, operator: "equals", value: 0 }, {}).matches).toBe(true);
		const average: EventLeaf = { ...bought, aggregate: { kind: "avg", property: "amount" } };
		expect(ask({ ...average, operator: "<", value: 5 }, {}).matches).toBe(false);
		expect(ask({ ...average, operator: "notEquals", value: 5 }, {}).matches).toBe(true);
		expect(ask({ ...average, operator: "isNotSet", value: null }, {}).matches).toBe(true);
	});

	it("a person without the trait fails every comparison and passes its negated twin", () => {
		expect(ask(plan, {}).matches).toBe(false);
		expect(ask({ ...plan, operator: "notEquals" }, {}).matches).toBe(true);
		expect(ask({ ...plan, operator: "isNotSet", value: null }, {}).matches).toBe(true);
	});

	it("the newest value of the highest priority that has one counts; a removed value yields to the next", () => {
		const traits = [row("free", 3, 1), row("pro", 1, 2)];
		expect(ask(plan, { traits }).matches).toBe(true);
		expect(ask(plan, { traits: [...traits, row(null, 4, 2)] }).matches).toBe(false);
		expect(ask({ ...plan, value: "free" }, { traits: [...traits, row(null, 4, 2)] }).matches).toBe(true);
		expect(ask(plan, { traits: [row("pro", asOf + 1)] }).matches).toBe(false);
	});

	it("sums are decimal: ten times 0.1 is 1", () => {
		const events = Array.from({ length: 10 }, (_, index) => order(asOf - index, { amount: 0.1 }));
		const sum: EventLeaf = {
			...bought,
			aggregate: { kind: "sum", property: "amount" },
			operator: "equals",
			value: 1,
		};
		const { matches, evidence } = ask(sum, { events });
		expect(matches).toBe(true);
		expect(evidence[0]).toMatchObject({ kind: "number", value: 1_000_000n });
	});

	it("a value that is not a number is left out of a sum", () => {
		const events = [order(asOf, { amount: "12" }), order(asOf, { amount: 3 })];
		const sum: EventLeaf = {
			...bought,
			aggregate: { kind: "sum", property: "amount" },
			operator: "equals",
			value: 3,
		};
		expect(ask(sum, { events }).matches).toBe(true);
	});

	it("days are counted in the workspace's zone", () => {
		const events = [order(Date.UTC(2026, 10, 21, 22, 30)), order(Date.UTC(2026, 10, 21, 23, 30))];
		const days: EventLeaf = { ...bought, aggregate: { kind: "distinctDays" }, operator: "equals", value: 2 };
		expect(ask(days, { events }, "UTC").matches).toBe(false);
		expect(ask(days, { events }, "Europe/Berlin").matches).toBe(true);
	});

	it("an anniversary recurs in later years, 29 February on the 28th", () => {
		const traits = [
			{ ...row("", 1), trait: "born", value: { type: "date", value: Date.UTC(2024, 1, 29) } as const },
		];
		const leaf: TraitLeaf = { kind: "trait", field: "born", type: "date", operator: "anniversary", value: 0 };
		const on = (time: number) =>
			evaluateRule({ combinator: "and", rules: [leaf] }, { ...noOne, traits }, momentAt(time, "UTC")).matches;
		expect(on(Date.UTC(2026, 1, 28, 12))).toBe(true);
		expect(on(Date.UTC(2024, 1, 29, 12))).toBe(false);
		expect(on(Date.UTC(2026, 2, 1))).toBe(false);
	});

	it("a day is the same day in every zone, and an instant the day it falls on", () => {
		const renewal = (operator: TraitLeaf["operator"], value: TraitLeaf["value"]): TraitLeaf => ({
			kind: "trait",
			field: "plan",
			type: "date",
			operator,
			value,
		});
		const holding = (value: { type: "day" | "date"; value: number }) => ({
			traits: [{ ...row(null, 0), value }],
		});
		const tenth = holding({ type: "day", value: Date.UTC(2025, 5, 10) / day });
		const evening = holding({ type: "date", value: Date.UTC(2025, 5, 10, 0, 30) });
		for (const zone of ["America/Los_Angeles", "Pacific/Auckland", "Asia/Kathmandu"]) {
			expect(ask(renewal("on", "2025-06-10"), tenth, zone).matches).toBe(true);
			expect(ask(renewal("before", "2025-06-10"), tenth, zone).matches).toBe(false);
			expect(ask(renewal("after", "2025-06-10"), tenth, zone).matches).toBe(false);
			expect(ask(renewal("onOrAfter", "2025-06-10"), tenth, zone).matches).toBe(true);
			expect(ask(renewal("onWeekday", [2]), tenth, zone).matches).toBe(true);
			const isNinth = zone === "America/Los_Angeles";
			expect(ask(renewal("on", "2025-06-09"), evening, zone).matches).toBe(isNinth);
			expect(ask(renewal("before", "2025-06-10"), evening, zone).matches).toBe(isNinth);
		}
		expect(ask(renewal("isSet", null), tenth).matches).toBe(true);
		expect(ask(renewal("isSet", null), { traits: [row("", 0)] }).matches).toBe(false);
		expect(ask(renewal("isNotSet", null), { traits: [row("", 0)] }).matches).toBe(true);
	});

	it("less than, from … to and more than so long ago divide what is past", () => {
		const dated = (operator: TraitLeaf["operator"], value: TraitLeaf["value"]) => (at: number) =>
			ask(
				{ kind: "trait", field: "plan", type: "date", operator, value },
				{ traits: [{ ...row(null, 0), value: { type: "date", value: at } }] },
			).matches;
		const less = dated("lessThanAgo", { amount: 5, unit: "days" });
		const within = dated("ago", { from: 5, to: 10, unit: "days" });
		const more = dated("moreThanAgo", { amount: 10, unit: "days" });
		const answers = (at: number) => [less(at), within(at), more(at)];
		expect(answers(asOf + 1)).toEqual([false, false, false]);
		expect(answers(asOf)).toEqual([true, false, false]);
		expect(answers(asOf - 5 * day + 1)).toEqual([true, false, false]);
		expect(answers(asOf - 5 * day)).toEqual([false, true, false]);
		expect(answers(asOf - 10 * day + 1)).toEqual([false, true, false]);
		expect(answers(asOf - 10 * day)).toEqual([false, false, true]);
		const orders = { ...bought, window: { kind: "ago", from: 5, to: 10, unit: "days" } } as const;
		expect(ask(orders, { events: [order(asOf - 5 * day)] }).matches).toBe(true);
		expect(ask(orders, { events: [order(asOf - 5 * day + 1)] }).matches).toBe(false);
		expect(ask(orders, { events: [order(asOf - 10 * day)] }).matches).toBe(false);
	});

	it("a quarter begins with January, April, July and October", () => {
		const isIn = (at: number) =>
			ask(
				{ kind: "trait", field: "plan", type: "date", operator: "inThis", value: "quarter" },
				{ traits: [{ ...row(null, 0), value: { type: "date", value: at } }] },
				"America/St_Johns",
			).matches;
		expect(isIn(Date.UTC(2026, 9, 1, 2, 29, 59, 999))).toBe(false);
		expect(isIn(Date.UTC(2026, 9, 1, 2, 30))).toBe(true);
		expect(isIn(Date.UTC(2027, 0, 1, 3, 29, 59, 999))).toBe(true);
		expect(isIn(Date.UTC(2027, 0, 1, 3, 30))).toBe(false);
	});

	it("erased people and people not yet known match nothing, not even its opposite", () => {
		const not = { combinator: "and", not: true, rules: [plan] } as const;
		const moment = momentAt(asOf, "UTC");
		expect(evaluateRule({ ...not, rules: [plan] }, noOne, moment).matches).toBe(true);
		expect(evaluateRule({ ...not, rules: [plan] }, { ...noOne, isErased: true }, moment).matches).toBe(false);
		expect(evaluateRule({ ...not, rules: [plan] }, { ...noOne, createdAt: asOf + 1 }, moment).matches).toBe(
			false,
		);
	});
});

describe("millionths", () => {
	it("round half to even", () => {
		expect([0.0000005, 0.0000015, -0.0000005, 2.5].map(toMicros)).toEqual([0n, 2n, 0n, 2_500_000n]);
		expect(averageMicros(5n, 2)).toBe(2n);
		expect(averageMicros(7n, 2)).toBe(4n);
		expect(averageMicros(-5n, 2)).toBe(-2n);
		expect(averageMicros(-8n, 3)).toBe(-3n);
		expect(averageMicros(0n, 0)).toBeNull();
	});
});

describe("instants", () => {
	it("are read strictly", () => {
		expect(readInstant("2026-11-22", "UTC")).toBe(Date.UTC(2026, 10, 22));
		expect(readInstant("2026-11-22", "America/New_York")).toBe(Date.UTC(2026, 10, 22, 5));
		expect(readInstant("2026-11-22T09:00:00.123+01:00", "UTC")).toBe(Date.UTC(2026, 10, 22, 8, 0, 0, 123));
		for (const text of [
			"2026-02-30",
			"2026-11-22T24:00:00Z",
			"2026-11-22T09:00",
			"22.11.2026",
			"1850-01-01",
			"",
		]) {
			expect(readInstant(text, "UTC")).toBeNull();
		}
	});

	it("a day whose midnight does not exist begins when its clocks do", () => {
		// Havana springs forward at midnight on 8 March 2026.
		const start = startOfDay({ year: 2026, month: 3, day: 8 }, "America/Havana");
		expect(new Date(start).toISOString()).toBe("2026-03-08T05:00:00.000Z");
		expect(localDay(start, "America/Havana")).toEqual({ year: 2026, month: 3, day: 8 });
		expect(localDay(start - 1, "America/Havana")).toEqual({ year: 2026, month: 3, day: 7 });
	});
});
