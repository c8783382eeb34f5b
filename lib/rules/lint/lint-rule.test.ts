import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { momentAt } from "@/lib/rules/evaluate/evaluate-rule";
import { prepareRule } from "@/lib/rules/evaluate/prepare-rule";
import { findImpossible } from "@/lib/rules/lint/find-impossible";
import type { LintFacts } from "@/lib/rules/lint/lint-facts";
import { lintRule } from "@/lib/rules/lint/lint-rule";
import { nodeAt } from "@/lib/rules/lint/logic-findings";
import type {
	BirthLeaf,
	EventLeaf,
	EventWindow,
	RuleGroup,
	RuleNode,
	SegmentRule,
	TraitLeaf,
} from "@/lib/rules/rule";
import { randomEventLeaf, randomRule, randomTraitLeaf } from "@/lib/rules/testing/random-rule";
import { catalog, peopleOf, randomWorld } from "@/lib/rules/testing/world";
import { moments } from "@/lib/rules/testing/world-instants";

const asOf = Date.UTC(2026, 10, 22);
const day = 86_400_000;
const facts: LintFacts = {
	asOf,
	timeZone: "UTC",
	catalog,
	names: { segment: () => undefined, list: () => undefined, campaign: () => undefined },
	lastSeen: new Map(),
	sizes: null,
	newcomers: new Map(),
	traitHolders: new Map(),
	similar: [],
	churn: null,
	minimums: [],
};

const all = (...rules: RuleNode[]): SegmentRule => ({ combinator: "and", rules });
const any = (...rules: RuleNode[]): RuleGroup => ({ combinator: "or", rules });
const not = (group: RuleGroup): RuleGroup => ({ ...group, not: true });

function trait(operator: TraitLeaf["operator"], value: TraitLeaf["value"], field = "plan"): TraitLeaf {
	return { kind: "trait", field, type: catalog.traits.get(field) ?? "string", operator, value };
}

const age = (operator: BirthLeaf["operator"], value: number): BirthLeaf => ({
	kind: "birth",
	field: "age",
	operator,
	value,
});

const month: EventWindow = { kind: "last", amount: 30, unit: "days" };
function did(operator: EventLeaf["operator"], value: EventLeaf["value"], window = month): EventLeaf {
	return { kind: "event", field: "Order Completed", aggregate: { kind: "count" }, operator, value, window };
}

function certain(rule: SegmentRule): string[] {
	return findImpossible(rule, "UTC").map(({ path, is }) => `${path.join(".") || "all"} ${is}`);
}

describe("findImpossible", () => {
	it("finds what no one can meet", () => {
		expect(certain(all(trait("equals", "pro"), trait("equals", "free")))).toEqual(["all never"]);
		expect(certain(all(trait("oneOf", ["pro", "free"]), trait("startsWith", "x")))).toEqual(["all never"]);
		expect(certain(all(trait(">", 5, "age"), trait("<", 5, "age")))).toEqual(["all never"]);
		expect(certain(all(trait("isNotSet", null), trait("equals", "pro")))).toEqual(["all never"]);
		expect(
			certain(
				all(
					trait("inLast", { amount: 3, unit: "days" }, "born"),
					trait("inNext", { amount: 1, unit: "days" }, "born"),
				),
			),
		).toEqual(["all never"]);
		const on = trait("on", "2026-03-08", "born");
		expect(certain(all(on, trait("before", "2026-03-08", "born")))).toEqual(["all never"]);
		expect(certain(all(on, trait("onOrBefore", "2026-03-08", "born")))).toEqual([]);
		expect(certain(all(on, trait("after", "2026-03-08T12:00:00Z", "born")))).toEqual([]);
		expect(
			certain(any(trait("onOrAfter", "2026-03-08", "born"), trait("before", "2026-03-08", "born"))),
		).toEqual([]);
		const older = trait("moreThanAgo", { amount: 30, unit: "days" }, "born");
		expect(certain(all(older, trait("ago", { from: 5, to: 30, unit: "days" }, "born")))).toEqual([
			"all never",
		]);
		expect(certain(all(older, trait("ago", { from: 5, to: 31, unit: "days" }, "born")))).toEqual([]);
		expect(certain(all(trait("onWeekday", [1, 2], "born"), trait("onWeekday", [3], "born")))).toEqual([
			"all never",
		]);
		const ages = [age("<", 18), age(">=", 18)] as const;
		expect(certain(all(...ages))).toEqual(["all never"]);
		const recently: EventWindow = { kind: "ago", from: 5, to: 10, unit: "days" };
		expect(certain(all(did(">=", 1, recently), did("equals", 0)))).toEqual(["all never"]);
		expect(certain(all(did(">=", 1), did("equals", 0, recently)))).toEqual([]);
		expect(certain(all(did("<", 0)))).toEqual(["0 never"]);
		expect(certain(all(did(">", 1), did("<", 2)))).toEqual(["all never"]);
		expect(certain(all(trait("equals", true, "subscribed"), trait("equals", false, "subscribed")))).toEqual([
			"all never",
		]);
		expect(certain(all(trait("contains", "a"), not(all(trait("contains", "a")))))).toEqual(["all never"]);
		expect(certain(all(did(">=", 1, { kind: "last", amount: 7, unit: "days" }), did("equals", 0)))).toEqual([
			"all never",
		]);
		expect(certain(all(did(">=", 3), any(did("equals", 0, { kind: "any" }))))).toEqual(["all never"]);
	});

	it("sees what everyone meets", () => {
		expect(certain(all(did(">=", 0)))).toEqual(["0 always"]);
		expect(certain(any(trait("notEquals", "pro"), trait("notEquals", "free")))).toEqual(["all always"]);
		expect(certain(any(trait("isSet", null), trait("isNotSet", null)))).toEqual(["all always"]);
		expect(certain(any(did(">=", 1), did("equals", 0)))).toEqual(["all always"]);
	});

	it("stays silent where someone may meet it, or may not", () => {
		expect(certain(all(did(">", 1), did("<", 3)))).toEqual([]);
		expect(certain(all(trait("notEquals", "pro"), trait("notEquals", "free")))).toEqual([]);
		expect(certain(any(trait("equals", "pro"), trait("notEquals", "pro", "age" as never)))).toEqual([]);
		// Without the date there is no window: neither holds.
		const since: EventWindow = { kind: "sinceTrait", trait: "born" };
		expect(certain(any(did(">=", 1, since), did("equals", 0, since)))).toEqual([]);
		// The average of nothing is missing, so neither holds of someone without orders.
		const average = (operator: "<" | ">="): EventLeaf => ({
			...did(operator, 5),
			aggregate: { kind: "avg", property: "amount" },
		});
		expect(certain(any(average("<"), average(">=")))).toEqual([]);
		expect(certain(all(did(">=", 1), did("equals", 0, { kind: "last", amount: 7, unit: "days" })))).toEqual(
			[],
		);
	});

	it("never claims what a person disproves", () => {
		const alike = fc.oneof(
			fc
				.constantFrom("string", "number", "boolean", "date", "list")
				.chain((type) => randomTraitLeaf(type as never)),
			randomEventLeaf("count", fc.constant(undefined)),
			randomEventLeaf("avg", fc.constant(undefined)),
			randomEventLeaf("sum", fc.constant(undefined)),
		);
		const group = fc.record({
			combinator: fc.constantFrom("and" as const, "or" as const),
			rules: fc.array(alike, { minLength: 2, maxLength: 6 }),
		});
		let claims = 0;
		fc.assert(
			fc.property(fc.oneof(randomRule, group), randomWorld, (rule, world) => {
				for (const { path, is } of findImpossible(rule, "UTC")) {
					claims++;
					const node = nodeAt(rule, path);
					if (!node) throw new Error("A claim is about a node");
					const positive: SegmentRule = node.kind === undefined ? { ...node, not: false } : all(node);
					for (const moment of moments) {
						const prepared = prepareRule(positive, momentAt(moment, "UTC"));
						for (const person of peopleOf(world).values()) {
							if (person.isErased || person.createdAt > moment) continue;
							expect(prepared.test(person)).toBe(is === "always");
						}
					}
				}
			}),
			{ numRuns: 150 },
		);
		expect(claims).toBeGreaterThan(10);
	});
});

describe("lintRule", () => {
	it("offers the other way to join conditions that exclude each other", () => {
		const [finding] = lintRule(all(trait("equals", "pro"), trait("equals", "free")), facts);
		expect(finding?.message).toBe("No one can be both: “whose plan is “pro”” and “whose plan is “free””.");
		expect(finding?.fix?.rule).toEqual(any(trait("equals", "pro"), trait("equals", "free")));
		const kept = lintRule(all(did(">=", 1), trait("equals", "pro"), trait("equals", "free")), facts)[0];
		expect(kept?.fix?.rule).toEqual(all(did(">=", 1), any(trait("equals", "pro"), trait("equals", "free"))));
	});

	it("names the nearest event, and the type a trait really has, with the rule fixed", () => {
		const wrong = all({ ...did(">=", 1), field: "Order Complete" });
		expect(lintRule(wrong, facts)).toEqual([
			{
				path: [0],
				severity: "error",
				message: 'No event is called "Order Complete"; did you mean "Order Completed"?',
				fix: { label: "Use Order Completed", rule: all(did(">=", 1)) },
			},
		]);
		const mistyped = all({ ...trait("equals", "42"), field: "age" });
		expect(lintRule(mistyped, facts)[0]?.fix?.rule).toEqual(all(trait("equals", 42, "age")));
		const property = {
			combinator: "and",
			rules: [{ kind: "property", field: "categori", type: "string", operator: "equals", value: "hats" }],
		} as const;
		const nested = all({ ...did(">=", 1), where: { ...property, rules: [...property.rules] } });
		const fixed = lintRule(nested, facts)[0];
		expect(fixed?.path).toEqual([0, "where", 0]);
		expect(JSON.stringify(fixed?.fix?.rule)).toContain('"field":"category"');
	});

	it("finds duplicates", () => {
		const [finding] = lintRule(all(did(">=", 1), did(">=", 1)), facts);
		expect(finding).toMatchObject({ path: [1], severity: "info" });
		expect(finding?.fix?.rule).toEqual(all(did(">=", 1)));
	});

	it("reports what the data shows: quiet events, newcomers, sizes, similarity, churn, minimums", () => {
		const findings = lintRule(all(did("equals", 0)), {
			...facts,
			lastSeen: new Map([["Order Completed", asOf - 34 * day]]),
			newcomers: new Map([["0", 12]]),
			sizes: { total: 700, known: 4, base: 1000, knownBase: 900 },
			similar: [{ name: "Sleepers", jaccard: 0.97 }],
			churn: { moved: 7000, size: 700, days: 7 },
			minimums: [{ name: "Meta", minimum: 100 }],
		});
		expect(findings.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
			"warning: Order Completed was last sent 34 days ago.",
			"warning: This also takes in 12 people first seen less than 30 days ago, too new to have qualified.",
			"warning: Meta delivers to audiences from 100 people on; 4 people here can be sent.",
			"warning: On an average day of the last 7, 71% of its people were replaced: a daily sync would always lag behind.",
			"info: 0.4% of the people with a known identity: a very small audience.",
			"info: 70% of everyone: an audience this wide is hardly a segment.",
			"info: Almost the same people as “Sleepers”: 97% of the people in either are in both.",
		]);
		expect(findings[1]?.fix?.rule.rules[0]).toMatchObject({
			combinator: "and",
			rules: [did("equals", 0), { kind: "session", window: { kind: "before", amount: 30, unit: "days" } }],
		});
	});

	it("finds nothing in a faultless rule", () => {
		expect(lintRule(all(did(">=", 1), trait("equals", "pro")), facts)).toEqual([]);
	});
});
