import { describe, expect, it } from "vitest";
import { momentAt } from "@/lib/rules/evaluate/evaluate-rule";
import { emptyHistory } from "@/lib/rules/evaluate/person-history";
import { catalog } from "@/lib/rules/testing/world";
import { checkDefinition } from "@/lib/traits/check-definition";
import type { TraitDefinition } from "@/lib/traits/definition";
import { dependenciesOf, findCycle, inDependencyOrder } from "@/lib/traits/dependencies";
import { describeDefinition } from "@/lib/traits/describe-definition";
import { prepareTraitValue } from "@/lib/traits/evaluate-trait-value";
import { isTraitDue } from "@/lib/traits/is-trait-due";
import { decayTable, toScore, weightAt } from "@/lib/traits/score-weights";

const lastMonth = { kind: "last", amount: 30, unit: "days" } as const;

describe("definitions of computed traits", () => {
	it("say at a filter that what is typed in it is no number", () => {
		const filter = { kind: "property", field: "at", type: "date", operator: "inLast" };
		const where = { combinator: "and", rules: [{ ...filter, value: { amount: "1 00", unit: "days" } }] };
		const events = [
			{ event: "Page Viewed", points: "x" },
			{ event: "Order Completed", points: 1, where },
		];
		const draft = { kind: "score", events, halfLifeDays: null, window: { kind: "any" } };
		expect(checkDefinition(draft, catalog, "UTC")).toEqual({
			ok: false,
			problems: [
				{ path: ["events", 0, "points"], message: "“x” is not a number: write one such as 12 or 12.5" },
				{ path: ["events", 1, "where", 0], part: "value", message: "“1 00” is not one number: write 100" },
			],
		});
	});

	it("are described in plain English", () => {
		const says = (definition: TraitDefinition) => describeDefinition(definition);
		expect(
			says({
				kind: "aggregate",
				event: "Order Completed",
				window: lastMonth,
				measure: { kind: "avg", property: "amount" },
			}),
		).toBe("Average amount of Order Completed, in the last 30 days.");
		expect(
			says({
				kind: "score",
				events: [
					{ event: "Order Completed", points: 10 },
					{ event: "Page Viewed", points: 1 },
				],
				halfLifeDays: 14,
				window: { kind: "any" },
			}),
		).toBe(
			"10 points for each Order Completed, 1 point for each Page Viewed; points lose half their worth every 14 days, at midnight.",
		);
		const rule = {
			combinator: "and" as const,
			rules: [
				{
					kind: "trait" as const,
					field: "plan",
					type: "string" as const,
					operator: "equals" as const,
					value: "pro",
				},
			],
		};
		expect(says({ kind: "stage", stages: [{ name: "Paying", rule }] })).toBe(
			"The first that applies: “Paying” for people whose plan is “pro”.",
		);
	});

	it("are refused with the place of the problem", () => {
		const check = (definition: unknown) => {
			const checked = checkDefinition(definition, catalog, "UTC");
			return checked.ok
				? []
				: checked.problems.map(
						({ path, part, message }) => `${[...path, ...(part ? [part] : [])].join(".")}: ${message}`,
					);
		};
		const order = { kind: "aggregate", event: "Order Completed", window: { kind: "any" } };
		expect(check({ ...order, measure: { kind: "sum", property: "category" } })).toEqual([
			'measure: The property "category" is a string; this needs a number',
		]);
		expect(check({ ...order, measure: { kind: "first", property: "due", type: "string" } })).toEqual([
			'measure: The property "due" is a date, not a string',
		]);
		expect(
			check({
				kind: "score",
				events: [{ event: "Page Viewed", points: 0 }],
				halfLifeDays: null,
				window: { kind: "any" },
			}),
		).toEqual(["events.0.points: Zero points have no effect"]);
		const noOne = { combinator: "and", rules: [] };
		expect(
			check({
				kind: "stage",
				stages: [
					{ name: "A", rule: noOne },
					{ name: "A", rule: noOne },
				],
			}),
		).toEqual([
			"stages.0.rule: Add a condition, or choose Everyone",
			'stages.1.name: There are two stages called "A"',
			"stages.1.rule: Add a condition, or choose Everyone",
		]);
		expect(check({ kind: "magic" })).toHaveLength(1);
	});
});

describe("scores", () => {
	it("halve every half-life and fade at midnight of the workspace's day", () => {
		expect(decayTable(1)).toEqual([1_000_000]);
		expect(decayTable(2)).toEqual([1_000_000, 707_107]);
		expect([0, 1, 2, 4, 400].map((age) => weightAt(decayTable(2), 2, age))).toEqual([
			1_000_000, 707_107, 500_000, 250_000, 0,
		]);
		expect(toScore(149_999n)).toBe(0.1);
		expect(toScore(-150_000n)).toBe(-0.2);
		const definition: TraitDefinition = {
			kind: "score",
			events: [{ event: "Page Viewed", points: 10 }],
			halfLifeDays: 1,
			window: { kind: "any" },
		};
		const person = {
			...emptyHistory,
			// One minute before midnight in Berlin.
			events: [{ event: "Page Viewed", time: Date.UTC(2026, 10, 21, 22, 59), message: "1", properties: {} }],
		};
		const at = (asOf: number) => prepareTraitValue(definition, momentAt(asOf, "Europe/Berlin"))(person);
		expect(at(Date.UTC(2026, 10, 21, 22, 59, 30))).toEqual({ type: "number", value: 10 });
		expect(at(Date.UTC(2026, 10, 21, 23))).toEqual({ type: "number", value: 5 });
		expect(at(Date.UTC(2026, 10, 22, 22, 59))).toEqual({ type: "number", value: 5 });
	});

	it("are computed again as soon as midnight has passed, everything else by the hour", () => {
		const asOf = new Date("2026-11-21T22:50:00Z");
		const trait = {
			kind: "score",
			asOf,
			servedVersion: 1,
			currentVersion: 1,
			staleReason: null,
			nextTryAt: null,
		};
		const at = (text: string, kind = "score") =>
			isTraitDue({ ...trait, kind }, new Date(text), "Europe/Berlin");
		expect(at("2026-11-21T22:59:59Z")).toBe(false);
		expect(at("2026-11-21T23:00:00Z")).toBe(true);
		expect(at("2026-11-21T23:00:00Z", "aggregate")).toBe(false);
		expect(at("2026-11-21T23:50:00Z", "aggregate")).toBe(true);
		expect(isTraitDue({ ...trait, servedVersion: null, asOf: null }, asOf, "UTC")).toBe(true);
	});

	it("are retried at the announced time, a new one as well", () => {
		const triedAt = new Date("2026-11-21T12:00:00Z");
		const nextTryAt = new Date("2026-11-21T12:15:00Z");
		const failed = {
			kind: "aggregate",
			currentVersion: 1,
			staleReason: "The warehouse cannot be reached.",
			nextTryAt,
		};
		for (const served of [
			{ servedVersion: null, asOf: null },
			{ servedVersion: 1, asOf: triedAt },
		]) {
			const at = (text: string) => isTraitDue({ ...failed, ...served }, new Date(text), "UTC");
			expect(at("2026-11-21T12:14:59Z")).toBe(false);
			expect(at("2026-11-21T12:15:00Z")).toBe(true);
		}
	});
});

describe("what traits are made of", () => {
	const nodes = [
		{ name: "a", reads: ["b", "plan"] },
		{ name: "b", reads: ["c"] },
		{ name: "c", reads: [] },
	];

	it("comes first", () => {
		expect(inDependencyOrder(nodes).map(({ name }) => name)).toEqual(["c", "b", "a"]);
	});

	it("is never the trait itself; the error shows the cycle", () => {
		expect(findCycle("a", nodes)).toBe(null);
		expect(findCycle("c", [...nodes.slice(0, 2), { name: "c", reads: ["a"] }])).toEqual(["c", "a", "b", "c"]);
		expect(findCycle("c", [{ name: "c", reads: ["c"] }])).toEqual(["c", "c"]);
	});

	it("is read from formulas, windows and rules", () => {
		expect(
			dependenciesOf({
				kind: "stage",
				stages: [
					{
						name: "New",
						rule: {
							combinator: "and",
							rules: [
								{ kind: "trait", field: "score", type: "number", operator: ">=", value: 1 },
								{
									kind: "event",
									field: "Order Completed",
									aggregate: { kind: "count" },
									operator: ">=",
									value: 1,
									window: { kind: "sinceTrait", trait: "born" },
								},
							],
						},
					},
				],
			}),
		).toMatchObject({ traits: ["score", "born"], segments: [] });
	});
});
