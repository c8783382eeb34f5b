import fc from "fast-check";
import type { PropertyGroup, PropertyNode, RuleGroup, RuleLeaf, RuleNode } from "@/lib/rules/rule";
import { leafCases } from "@/lib/rules/testing/random-leaves";
import { randomPropertyLeaf } from "@/lib/rules/testing/random-rule";

/** The same, so many times. */
export function times<T>(count: number, make: (index: number) => T): T[] {
	return Array.from({ length: count }, (_, index) => make(index));
}

/** So many filters, as a group of an event's properties. */
export function manyFilters(count: number, filter: PropertyNode = plainFilter): PropertyGroup {
	return { combinator: "or", rules: times(count, () => filter) };
}

export const plainFilter: PropertyNode = {
	kind: "property",
	field: "category",
	type: "string",
	operator: "equals",
	value: "pro",
};

export const dateFilter: PropertyNode = {
	kind: "property",
	field: "due",
	type: "date",
	operator: "anniversary",
	value: 30,
};

const longText = fc.integer({ min: 1, max: 1000 }).map((length) => "ö'x\\".repeat(250).slice(0, length));
const longValues: fc.Arbitrary<RuleLeaf> = fc.oneof(
	fc
		.array(longText, { minLength: 1, maxLength: 40, size: "max" })
		.map((value): RuleLeaf => ({ kind: "trait", field: "plan", type: "string", operator: "oneOf", value })),
	fc
		.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
			minLength: 1,
			maxLength: 300,
			size: "max",
		})
		.map((value): RuleLeaf => ({ kind: "trait", field: "age", type: "number", operator: "noneOf", value })),
);

const part = fc.constantFrom(
	"a",
	"é",
	".",
	"\\d",
	"[^x]",
	"\\p{L}",
	"\\P{Greek}",
	"(a|b*)",
	"(?:x.y|z)",
	"[a-z€]",
);
const repeat = fc.oneof(
	fc.constantFrom("", "+", "*"),
	fc.integer({ min: 1, max: 40 }).map((most) => `{1,${most}}`),
);
const longPattern: fc.Arbitrary<RuleLeaf> = fc
	.array(fc.tuple(part, repeat), { minLength: 1, maxLength: 6, size: "max" })
	.map((parts): RuleLeaf => {
		const value = parts.map(([one, often]) => one + often).join("");
		return { kind: "trait", field: "plan", type: "string", operator: "matches", value };
	});

const anyFilter = fc
	.constantFrom("string", "number", "boolean", "date", "list")
	.chain((type) => randomPropertyLeaf(type));
const widely: fc.Arbitrary<RuleLeaf> = fc
	.record({
		field: fc.constant("Order Completed"),
		filters: fc.array(anyFilter, { minLength: 1, maxLength: 100, size: "max" }),
		combinator: fc.constantFrom("and", "or"),
		days: fc.integer({ min: 1, max: 2000 }),
	})
	.map(
		({ field, filters, combinator, days }): RuleLeaf => ({
			kind: "event",
			field,
			aggregate: { kind: "count" },
			operator: ">=",
			value: 1,
			window: { kind: "last", amount: days, unit: "days" },
			where: { combinator, rules: filters },
		}),
	);

const leaf = fc.oneof(
	{ weight: 12, arbitrary: fc.constantFrom(...leafCases).chain(({ leaf: one }) => one) },
	{ weight: 2, arbitrary: widely },
	{ weight: 1, arbitrary: longValues },
	{ weight: 1, arbitrary: longPattern },
);

/** Large rules of every kind of condition, on both sides of the limits. */
export const bigRule: fc.Arbitrary<RuleGroup> = fc
	.record({
		leaves: fc
			.integer({ min: 20, max: 110 })
			.chain((count) => fc.array(leaf, { minLength: count, maxLength: count, size: "max" })),
		depth: fc.integer({ min: 1, max: 9 }),
		isNot: fc.boolean(),
	})
	.map(({ leaves, depth, isNot }) => nested(leaves, depth, isNot));

/** Conditions spread over groups in groups, so many levels deep. */
export function nested(leaves: RuleLeaf[], depth: number, isNot = false): RuleGroup {
	const combinator = depth % 2 === 0 ? "and" : "or";
	if (depth <= 1) return { combinator, not: isNot, rules: leaves };
	const here: RuleNode[] = leaves.slice(1, Math.ceil(leaves.length / depth));
	const below = [...leaves.slice(0, 1), ...leaves.slice(Math.ceil(leaves.length / depth))];
	return { combinator, not: isNot, rules: [...here, nested(below, depth - 1, isNot)] };
}
