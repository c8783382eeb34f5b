import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ValueType } from "@/lib/rules/catalog";
import { catalog } from "@/lib/rules/testing/world";
import { checkFormula } from "@/lib/traits/check-formula";
import { evaluateFormula, type FormulaValue } from "@/lib/traits/evaluate-formula";
import { parseFormula } from "@/lib/traits/parse-formula";
import { printFormula } from "@/lib/traits/print-formula";
import { randomFormulas } from "@/lib/traits/testing/random-definition";

const traits = new Map<string, ValueType>([
	["orders", "number"],
	["life time value", "number"],
	["plan", "string"],
	["joined", "date"],
	["vip", "boolean"],
	["tags", "list"],
]);
const place = { asOf: Date.UTC(2026, 10, 22, 12), timeZone: "Europe/Berlin" };

function compute(text: string, values: Record<string, FormulaValue> = {}): FormulaValue {
	const parsed = parseFormula(text, traits);
	if (!parsed.ok) throw new Error(parsed.problem.message);
	const checked = checkFormula(parsed.formula, traits, place.timeZone);
	if (!checked.ok) throw new Error(checked.problems.map(({ message }) => message).join());
	return evaluateFormula(parsed.formula, (trait) => values[trait] ?? null, place);
}

describe("formulas", () => {
	it("are read with the usual order of operations", () => {
		expect(compute("orders + 2 * 3", { orders: 1 })).toBe(7);
		expect(compute("(orders + 2) × 3", { orders: 1 })).toBe(9);
		expect(compute("10 - orders - 2", { orders: 3 })).toBe(5);
		expect(compute("-orders + 1", { orders: 3 })).toBe(-2);
		expect(compute("not vip or orders > 1 and vip", { orders: 3, vip: true })).toBe(true);
		expect(
			compute('if(plan = "pro", [life time value] / orders, 0)', {
				plan: "pro",
				orders: 4,
				"life time value": 10,
			}),
		).toBe(2.5);
	});

	it("come to nothing when a part is missing, divided by zero or beyond all bounds", () => {
		expect(compute("orders + 1")).toBe(null);
		expect(compute("1 / orders", { orders: 0 })).toBe(null);
		expect(compute("orders * 1e308", { orders: 1e10 })).toBe(null);
		expect(compute("max(orders, 5)")).toBe(null);
		expect(compute("coalesce(orders, 5)")).toBe(5);
		expect(compute("coalesce(orders / 0, 5)", { orders: 1 })).toBe(5);
		expect(compute("if(vip, 1)")).toBe(null);
	});

	it("compare like rules: false with a missing side, “is not” true, a missing yes or no counts as no", () => {
		expect(compute("orders > 1")).toBe(false);
		expect(compute("orders = 1")).toBe(false);
		expect(compute("orders != 1")).toBe(true);
		expect(compute("not vip")).toBe(true);
		expect(compute("is_set(tags)")).toBe(false);
		expect(compute("if(vip, 1, 2)")).toBe(2);
	});

	it("know dates, texts and rounding", () => {
		const joined = Date.UTC(2026, 10, 20);
		expect(compute("days_between(joined, now())", { joined })).toBe(2);
		expect(compute('days_between(date("2026-11-22"), joined)', { joined })).toBe(-2);
		expect(compute("round(orders, 1)", { orders: 0.25 })).toBe(0.2);
		expect(compute("round(orders)", { orders: 1.5 })).toBe(2);
		expect(compute('concat(lower(plan), "!")', { plan: "PRO" })).toBe("pro!");
	});

	it("report a problem at its position", () => {
		expect(parseFormula("orders + ordres", traits)).toEqual({
			ok: false,
			problem: {
				from: 9,
				to: 15,
				message: 'No trait is called "ordres"; did you mean "orders"?',
				suggestion: "orders",
			},
		});
		expect(parseFormula("round(orders, 9)", traits)).toMatchObject({
			ok: false,
			problem: { from: 0, to: 16, message: "Write it as round(number, decimals)" },
		});
		for (const text of [
			"",
			"orders +",
			"(orders",
			'plan = "pro',
			"orders orders",
			"rund(orders)",
			"orders & 1",
		]) {
			expect(parseFormula(text, traits).ok, text).toBe(false);
		}
		const parsed = parseFormula("plan + 1", traits);
		if (!parsed.ok) throw new Error("It can be read");
		const checked = checkFormula(parsed.formula, traits, "UTC");
		expect(checked).toEqual({
			ok: false,
			problems: [{ path: ["left"], message: "This is text; a number is needed here" }],
		});
		expect(parsed.spans.get("left")).toEqual({ from: 0, to: 4 });
		for (const [text, message] of [
			["1 + 1", "A formula needs at least one trait"],
			["if(vip, 1, plan)", "One side is a number, the other text"],
			["tags", "A formula cannot result in a list"],
			['joined > date("2026-02-30")', '"2026-02-30" is not a date such as 2026-11-22'],
		] as const) {
			const read = parseFormula(text, traits);
			if (!read.ok) throw new Error(read.problem.message);
			expect(checkFormula(read.formula, traits, "UTC"), text).toMatchObject({
				ok: false,
				problems: [{ message }],
			});
		}
	});

	it("read back what they are printed as", () => {
		const any = fc.oneof(
			randomFormulas.number,
			randomFormulas.string,
			randomFormulas.boolean,
			randomFormulas.date,
		);
		fc.assert(
			fc.property(any, (formula) => {
				const text = printFormula(formula);
				const parsed = parseFormula(text, catalog.traits);
				if (!parsed.ok) throw new Error(`${text}: ${parsed.problem.message}`);
				expect(printFormula(parsed.formula)).toBe(text);
				expect(JSON.stringify(parsed.formula)).toBe(JSON.stringify(formula));
			}),
			{ numRuns: 500 },
		);
	});
});
