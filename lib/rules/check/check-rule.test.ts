import { describe, expect, it } from "vitest";
import { checkRule } from "@/lib/rules/check/check-rule";
import { ruleLimits } from "@/lib/rules/rule-limits";
import { catalog } from "@/lib/rules/testing/world";

const trait = { kind: "trait", field: "plan", type: "string", operator: "equals", value: "pro" };
const event = {
	kind: "event",
	field: "Order Completed",
	aggregate: { kind: "count" },
	operator: ">=",
	value: 3,
	window: { kind: "last", amount: 60, unit: "days" },
};
const all = (...rules: unknown[]) => ({ combinator: "and", rules });
const problemsOf = (rule: unknown) => {
	const checked = checkRule(rule, catalog, "UTC");
	return checked.ok ? [] : checked.problems;
};
const onlyProblem = (rule: unknown) => {
	const problems = problemsOf(rule);
	expect(problems).toHaveLength(1);
	return problems[0];
};

describe("a rule is checked before anything runs on it", () => {
	it("passes when it names known things and compares them with values of their type", () => {
		expect(problemsOf(all(trait, event))).toEqual([]);
	});

	it.each([
		null,
		7,
		"people",
		[],
		{},
		{ combinator: "xor", rules: [trait] },
		{ combinator: "and", rules: "all" },
		trait,
	])("is refused when it is not a rule at all: %j", (rule) => {
		expect(problemsOf(rule).length).toBeGreaterThan(0);
	});

	it("is refused when empty, and when a group in it is empty, at that group", () => {
		expect(onlyProblem(all())).toMatchObject({ path: [], message: expect.stringContaining("Everyone") });
		expect(onlyProblem(all(trait, all()))).toMatchObject({ path: [1] });
	});

	it("names the nearest known trait, event and property for a mistyped one", () => {
		expect(onlyProblem(all({ ...trait, field: "plam" }))).toMatchObject({
			path: [0],
			part: "field",
			suggestion: "plan",
		});
		expect(onlyProblem(all(trait, { ...event, field: "order complete" }))).toMatchObject({
			path: [1],
			suggestion: "Order Completed",
		});
		const where = all({ kind: "property", field: "catgory", type: "string", operator: "equals", value: "x" });
		expect(onlyProblem(all({ ...event, where }))).toMatchObject({
			path: [0, "where", 0],
			suggestion: "category",
		});
		expect(onlyProblem(all({ ...trait, field: "something else" }))?.suggestion).toBeUndefined();
	});

	it("reports a number where a date belongs, at that leaf", () => {
		expect(
			onlyProblem(all({ kind: "trait", field: "born", type: "date", operator: "before", value: 7 })),
		).toMatchObject({
			path: [0],
			part: "value",
			message: expect.stringContaining("date"),
		});
		expect(onlyProblem(all({ ...trait, field: "age" }))).toMatchObject({ part: "type" });
	});

	it.each([
		["a(", 0],
		["ab[c", 2],
		["a**", 1],
	])("tells where the pattern %s breaks", (value, position) => {
		expect(onlyProblem(all({ ...trait, operator: "matches", value }))).toMatchObject({
			part: "value",
			position,
		});
	});

	it.each([
		["an operator of another type", { ...trait, operator: ">=" }],
		["a list that is empty", { ...trait, operator: "oneOf", value: [] }],
		["a value not chosen yet", { ...trait, value: null }],
		["a count that is not whole", { ...event, value: 1.5 }],
		["a count below zero", { ...event, value: -1 }],
		["a window of no length", { ...event, window: { kind: "last", amount: 0, unit: "days" } }],
		["a window out of range", { ...event, window: { kind: "last", amount: 99_999, unit: "weeks" } }],
		[
			"a window that ends before it begins",
			{ ...event, window: { kind: "between", from: "2026-02-01", to: "2026-01-01" } },
		],
		[
			"a day that does not exist",
			{ ...event, window: { kind: "between", from: "2026-02-30", to: "2026-04-01" } },
		],
		["a window since a trait that is no date", { ...event, window: { kind: "sinceTrait", trait: "plan" } }],
		["a sum of text", { ...event, aggregate: { kind: "sum", property: "category" } }],
		["a sum of an unknown property", { ...event, aggregate: { kind: "sum", property: "amuont" } }],
		["an unknown kind of condition", { kind: "horoscope", field: "sign" }],
		["filters that are not properties", { ...event, where: all(trait) }],
		["text that is not well formed", { ...trait, value: "\ud800" }],
		[
			"a number that is none",
			{ kind: "trait", field: "age", type: "number", operator: ">", value: Number.NaN },
		],
	])("refuses %s", (_, leaf) => {
		const problems = problemsOf(all(trait, leaf));
		expect(problems.length).toBeGreaterThan(0);
		expect(problems.every(({ path }) => path[0] === 1)).toBe(true);
	});

	it("refuses a rule too deep or too wide, with the limit", () => {
		let deep: unknown = trait;
		for (let i = 0; i <= ruleLimits.depth; i++) deep = all(deep);
		expect(problemsOf(all(deep))[0]?.message).toContain(String(ruleLimits.depth));
		const wide = all(...Array.from({ length: ruleLimits.leaves + 1 }, () => trait));
		expect(problemsOf(wide)[0]?.message).toContain(String(ruleLimits.leaves));
	});

	it("names keys it does not know, and lets the editor keep its own", () => {
		const checked = checkRule(all({ ...trait, id: "r1", sql: "DROP TABLE" }), catalog, "UTC");
		expect(checked).toMatchObject({ ok: false, problems: [{ part: "rules.0.sql" }] });
		const polluted = JSON.parse(
			`{"combinator":"and","__proto__":{"not":true},"rules":[${JSON.stringify(trait)}]}`,
		);
		expect(checkRule(polluted, catalog, "UTC")).toMatchObject({
			ok: false,
			problems: [{ part: "__proto__" }],
		});
		const edited = checkRule(all({ ...trait, id: "r1", valueSource: "value" }), catalog, "UTC");
		expect(edited).toEqual({ ok: true, rule: all({ ...trait, id: "r1" }) });
	});

	it("reports what to write instead of each value that is not a number", () => {
		const window = { kind: "last", amount: "1 00", unit: "days" };
		expect(problemsOf(all({ ...event, value: "12,5", window }))).toEqual([
			{ path: [0], part: "window.amount", message: "“1 00” is not one number: write 100" },
			{ path: [0], part: "value", message: "“12,5” can be read in two ways: write 12.5 or 125" },
		]);
	});

	const age = { ...trait, field: "age", type: "number" };
	const born = { ...trait, field: "born", type: "date" };
	it.each([
		[{ ...age, operator: "between", value: ["5", "x"] }, "“x” is not a number: write one such as 12 or 12.5"],
		[{ ...age, operator: "between", value: ["5", ""] }, "Write both numbers"],
		[{ ...age, operator: "oneOf", value: "1, two" }, "“two” is not a number: write one such as 12 or 12.5"],
		[{ ...born, operator: "inLast", value: { amount: 0, unit: "days" } }, "Write 1 or more"],
		[
			{ ...born, operator: "inLast", value: { amount: 1.5, unit: "days" } },
			"1.5 is not a whole number: round it",
		],
		[
			{ ...trait, operator: "oneOf", value: Array.from({ length: 1204 }, String) },
			"There are 1,204 values; 1,000 are allowed",
		],
		[{ ...trait, value: "x".repeat(1500) }, "There are 1,500 characters; 1,000 are allowed"],
	])("says in plain words what is wrong with the value of %j", (leaf, message) => {
		expect(problemsOf(all(leaf)).map((problem) => problem.message)).toContain(message);
	});

	it("stops at a hundred problems: what was sent may be nothing else", () => {
		const nothing = Array.from({ length: 50_000 }, () => ({}));
		expect(problemsOf(all(...nothing)).length).toBeLessThan(110);
	});
});
