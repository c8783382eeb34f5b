import { describe, expect, it } from "vitest";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { compileRule, sizesOf } from "@/lib/rules/compile/compile-rule";
import { type CompileScope, nothingStored } from "@/lib/rules/compile/compile-scope";
import { propertyPath } from "@/lib/rules/property-path";
import type { EventLeaf, RuleNode, SegmentRule, TraitLeaf } from "@/lib/rules/rule";

const scope: CompileScope = {
	ws: 7,
	asOf: Date.UTC(2026, 10, 22),
	timeZone: "UTC",
	hasMerges: false,
	sessionGapMs: 1_800_000,
	...nothingStored,
};
const event: EventLeaf = {
	kind: "event",
	field: "Order Completed",
	aggregate: { kind: "count" },
	operator: ">=",
	value: 3,
	window: { kind: "last", amount: 60, unit: "days" },
};
const plan = { kind: "trait", field: "plan", type: "string", operator: "equals", value: "pro" } as const;
const eventWith = (change: Partial<EventLeaf>): EventLeaf => ({ ...event, ...change });
const planWith = (change: Partial<TraitLeaf>): TraitLeaf => ({ ...plan, ...change });
const all = (...rules: RuleNode[]): SegmentRule => ({ combinator: "and", rules });
const compile = (rule: SegmentRule) => {
	const binder = new SqlBinder();
	const compiled = compileRule(rule, scope, binder);
	const { sql, params } = binder.finish(`${compiled.withClause} ${sizesOf(compiled).select}`);
	return { sql: sql.replace(/\s+/g, " "), params };
};
/** A condition, with the set that it reads in its place. */
const leafOf = (leaf: RuleNode) => {
	const { sql } = compile(all(leaf));
	const set = /part, (groupBitmapState.*)\)\) AS sets_0,/.exec(sql)?.[1]?.replace(" AS people", "") ?? "";
	return /known_once, (.*) AS leaf0 SELECT/.exec(sql)?.[1]?.replace("asked_0", `(SELECT ${set})`);
};

describe("a compiled rule", () => {
	it("is one bitmap for each condition, combined by set algebra", () => {
		const rule: SegmentRule = {
			combinator: "or",
			not: true,
			rules: [plan, all(event, eventWith({ value: 1 }))],
		};
		const { matching, nodes } = compileRule(rule, scope, new SqlBinder());
		expect(matching).toBe("bitmapAndnot(everyone, bitmapOr(leaf0, bitmapAnd(leaf1, leaf2)))");
		expect(nodes.map(({ path }) => path)).toEqual([[], [0], [1], [1, 0], [1, 1]]);
	});

	it("counts each set of people once, and returns every size", () => {
		const everyone: RuleNode = { kind: "everyone", field: "everyone", operator: "equals", value: true };
		const one = sizesOf(compileRule(all(everyone), scope, new SqlBinder()));
		expect(one.select).toBe(
			"SELECT [bitmapCardinality(everyone)] AS counts, bitmapAndCardinality(everyone, known_once) AS known",
		);
		expect(one.read({ counts: [9], known: 4 })).toEqual({
			base: 9,
			total: 9,
			known: 4,
			sizes: [9, 9],
			left: [9],
		});
		const both = sizesOf(compileRule(all(plan, event), scope, new SqlBinder()));
		// Everyone, both together, the first, the second.
		expect(both.read({ counts: [9, 2, 5, 3], known: 1 })).toEqual({
			base: 9,
			total: 2,
			known: 1,
			sizes: [2, 5, 3],
			left: [5, 2],
		});
		expect(() => both.read({ counts: [9, 2, 5], known: 1 })).toThrow("fewer sizes");
	});

	it("counts events of one name in one window", () => {
		expect(leafOf(event)).toBe(
			"bitmapAnd(everyone, (SELECT groupBitmapState(toUInt32(person)) FROM (SELECT person FROM (SELECT uid AS person FROM events WHERE ws = {p2:UInt32} AND event = {p3:String} AND time > {p5:DateTime64(3, 'UTC')} AND time <= {p4:DateTime64(3, 'UTC')}) GROUP BY person HAVING ifNull((count() >= {p6:Float64}), 0))))",
		);
	});

	it("does not group for “at least once”", () => {
		expect(leafOf(eventWith({ value: 1 }))).not.toContain("GROUP BY");
	});

	it("takes those who did from everyone for “did not”", () => {
		const leaf = leafOf(eventWith({ operator: "equals", value: 0 }));
		expect(leaf).toMatch(/^bitmapAndnot\(everyone, /);
		expect(leaf).not.toContain("GROUP BY");
	});

	it("takes those who do not pass from everyone where nothing passes", () => {
		expect(leafOf(eventWith({ operator: "<", value: 3 }))).toMatch(
			/^bitmapAndnot\(everyone, .*HAVING NOT ifNull\(/,
		);
	});

	it("reads the sets of its conditions beside each other, and the snapshot once", () => {
		const snapshot = {
			build: 3,
			asOf: scope.asOf - 1,
			readTo: new Date(scope.asOf - 1),
			indexedTraits: new Set(["plan"]),
			changedTraits: new Set<string>(),
			hasNewPeople: false,
			hasMerged: false,
		};
		const rule = all(plan, planWith({ value: "free" }), event, eventWith({ value: 1 }));
		const { withClause } = compileRule(rule, { ...scope, snapshot }, new SqlBinder());
		expect(withClause.match(/FROM snapshot_set/g)).toHaveLength(1);
		expect(withClause.match(/UNION ALL/g)).toHaveLength(2);
	});

	it("takes the value valid at the instant, of the highest priority", () => {
		expect(leafOf(plan)).toBe(
			"bitmapAnd(everyone, (SELECT groupBitmapState(toUInt32(person)) FROM (SELECT person, argMax((newest.4, newest.5), priority) AS held, held.1 AS type, held.2 AS value FROM ( SELECT uid AS person, priority, max((valid_from, recorded_at, seq, type, string_value)) AS newest FROM trait_history WHERE ws = {p2:UInt32} AND trait = {p3:String} AND valid_from <= {p4:DateTime64(3, 'UTC')} GROUP BY person, priority HAVING newest.4 != 'unset' ) GROUP BY person) WHERE type = 'string' AND value IN ({p5:Array(String)})))",
		);
	});

	it("binds every value and never inlines one", () => {
		const nasty = "x') OR 1=1 --";
		const { sql, params } = compile(
			all(planWith({ field: nasty, value: nasty }), eventWith({ field: nasty })),
		);
		expect(sql).not.toContain("OR 1=1");
		expect(Object.values(params)).toContain(nasty);
	});

	it("quotes the names of properties so that they cannot leave the quotation", () => {
		expect(propertyPath("a`b\\c.d")).toBe("`a\\`b\\\\c`.`d`");
	});

	it("is the same text for the same rule", () => {
		expect(compile(all(plan, event))).toEqual(compile(all(plan, event)));
	});

	it.each<[string, unknown]>([
		["an empty rule", all()],
		["an empty group", all(plan, all())],
		["an unknown kind of condition", all({ kind: "horoscope" } as never)],
		["conditions joined by neither and nor or", { combinator: "xor", rules: [plan, event] }],
		["an unknown operator", all(planWith({ operator: "resembles" as never }))],
		["a value of another type", all(planWith({ value: 7 }))],
		["an empty list", all(planWith({ operator: "oneOf", value: [] }))],
		["an unknown window", all(eventWith({ window: { kind: "someday" } as never }))],
		["an unknown aggregate", all(eventWith({ aggregate: { kind: "median", property: "amount" } as never }))],
		["an empty group of filters", all(eventWith({ where: { combinator: "and", rules: [] } }))],
		["a comparison without a number", all(eventWith({ value: null }))],
	])("refuses %s rather than matching more or fewer people", (_, rule) => {
		// Safe because this is what a caller that skipped the check would pass.
		expect(() => compile(rule as SegmentRule)).toThrow();
	});
});
