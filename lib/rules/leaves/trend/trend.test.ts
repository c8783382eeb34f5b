import { describe, expect, it } from "vitest";
import { evaluateRule, momentAt } from "@/lib/rules/evaluate/evaluate-rule";
import { emptyHistory } from "@/lib/rules/evaluate/person-history";
import type { TrendLeaf } from "@/lib/rules/rule";

const asOf = Date.UTC(2026, 10, 22);
const day = 86_400_000;
const order = (time: number, amount = 1) => ({ event: "Order", time, message: "1", properties: { amount } });
const trend: TrendLeaf = {
	kind: "trend",
	field: "trend",
	event: "Order",
	aggregate: { kind: "count" },
	compared: "ratio",
	operator: "<=",
	value: 0.5,
	period: { amount: 30, unit: "days" },
};
const ask = (change: Partial<TrendLeaf>, events: ReturnType<typeof order>[], at = asOf) =>
	evaluateRule(
		{ combinator: "and", rules: [{ ...trend, ...change }] },
		{ ...emptyHistory, events },
		momentAt(at, "UTC"),
	);

describe("a trend", () => {
	it("compares the last stretch with the one before, each closed at its end", () => {
		const events = [order(asOf), order(asOf - 30 * day), order(asOf - 60 * day + 1)];
		expect(ask({}, events)).toMatchObject({ matches: true, evidence: [{ value: 1n, against: 2n }] });
		expect(ask({}, [...events, order(asOf - 60 * day)])).toMatchObject({ evidence: [{ against: 2n }] });
		expect(ask({}, [...events, order(asOf - 30 * day + 1)]).matches).toBe(false);
	});

	it("is missing beside nothing, and 0 when only the last stretch is empty", () => {
		expect(ask({}, [order(asOf)]).matches).toBe(false);
		expect(ask({ operator: "isSet", value: null }, [order(asOf)]).matches).toBe(false);
		expect(ask({ operator: "notEquals", value: 3 }, [order(asOf)]).matches).toBe(true);
		expect(ask({ operator: "equals", value: 0 }, [order(asOf - 40 * day)]).matches).toBe(true);
	});

	it("divides nothing: a third of three is exactly 0.333333 of it or less, never rounded", () => {
		const events = [order(asOf), ...[31, 32, 33].map((days) => order(asOf - days * day))];
		expect(ask({ operator: "<=", value: 0.333333 }, events).matches).toBe(false);
		expect(ask({ operator: "<=", value: 0.333334 }, events).matches).toBe(true);
	});

	it("subtracts sums exactly", () => {
		const sum = { aggregate: { kind: "sum", property: "amount" }, compared: "difference" } as const;
		const events = [order(asOf, 0.1), order(asOf - 1, 0.2), order(asOf - 31 * day, 0.3)];
		expect(ask({ ...sum, operator: "equals", value: 0 }, events).matches).toBe(true);
	});

	it("turns the signs with a stretch below zero", () => {
		const sum = { aggregate: { kind: "sum", property: "amount" } } as const;
		const events = [order(asOf, -2), order(asOf - 31 * day, -4)];
		expect(ask({ ...sum, operator: "equals", value: 0.5 }, events).matches).toBe(true);
		expect(ask({ ...sum, operator: ">", value: 0.4 }, events).matches).toBe(true);
	});
});
