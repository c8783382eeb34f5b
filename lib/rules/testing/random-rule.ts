import fc from "fast-check";
import {
	type AggregateKind,
	aggregateOperators,
	aggregates,
	calendarPeriods,
	type OperatorId,
	operatorsByType,
	type ValueType,
} from "@/lib/rules/catalog";
import type {
	EventAggregate,
	EventLeaf,
	EventWindow,
	OperandValue,
	PropertyGroup,
	PropertyLeaf,
	RuleGroup,
	RuleLeaf,
	TraitLeaf,
} from "@/lib/rules/rule";
import { catalog, days, numbers, words } from "@/lib/rules/testing/world";
import { nearInstant } from "@/lib/rules/testing/world-instants";

const word = fc.constantFrom(...words);
const number = fc.constantFrom(...numbers);
const date = fc.oneof(
	fc.constantFrom(...days),
	nearInstant.map((ms) => new Date(ms).toISOString()),
);
const shortWord = fc.constantFrom("a", "pro", "ß", "Σ", "i", "%", "\n", "'", "\\", "😀");
const pattern = fc.constantFrom(
	"^p",
	"o$",
	"a.b",
	"[A-Z]",
	"^$",
	"\\d+",
	"(?i)PRO",
	"ß|Σ",
	"'|\\\\",
	"\\p{Greek}",
);
const duration = fc.record({
	amount: fc.constantFrom(1, 2, 7, 14, 30),
	unit: fc.constantFrom("minutes", "hours", "days", "weeks", "months", "years"),
});
const span = duration.chain(({ amount, unit }) =>
	fc.constantFrom(0, 1, 3, 7).map((from) => ({ from, to: from + amount, unit })),
);

function operand(type: ValueType, id: OperatorId): fc.Arbitrary<OperandValue> {
	const definition = operatorsByType[type].find((operator) => operator.id === id);
	const one: fc.Arbitrary<string | number | boolean> = {
		string: word,
		number,
		boolean: fc.boolean(),
		date,
		list: word,
	}[type];
	if (id === "on") return fc.constantFrom(...days);
	switch (definition?.operand) {
		case "one":
			return one;
		case "many":
			return type === "number"
				? fc.array(number, { minLength: 1, maxLength: 3 })
				: fc.array(word, { minLength: 1, maxLength: 3 });
		case "pair":
			return type === "number"
				? fc.tuple(number, number).map((pair) => pair.sort((a, b) => a - b))
				: fc.tuple(date, date).filter(([a, b]) => Date.parse(a) < Date.parse(b) - 172_800_000);
		case "text":
			return shortWord;
		case "pattern":
			return pattern;
		case "duration":
			return duration;
		case "span":
			return span;
		case "weekdays":
			return fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 });
		case "period":
			return fc.constantFrom(...calendarPeriods);
		case "days":
			return fc.constantFrom(0, 1, 3, 30, 365);
		default:
			return fc.constant(null);
	}
}

function comparison(type: ValueType, operators: OperatorId[]) {
	return fc.constantFrom(...operators).chain((operator) =>
		fc.record({
			operator: fc.constant(operator),
			value: operand(type, operator),
			ignoreCase: fc.boolean(),
		}),
	);
}

function operatorsOf(type: ValueType): OperatorId[] {
	return operatorsByType[type].map(({ id }) => id);
}

/** A trait leaf with one operator of one type. */
export function randomTraitLeaf(type: ValueType, operators = operatorsOf(type)): fc.Arbitrary<TraitLeaf> {
	const names = [...catalog.traits].filter(([, known]) => known === type).map(([name]) => name);
	return fc
		.tuple(fc.constantFrom(...names), comparison(type, operators))
		.map(([field, rest]) => ({ kind: "trait", field, type, ...rest }));
}

export function randomPropertyLeaf(
	type: ValueType,
	operators = operatorsOf(type),
): fc.Arbitrary<PropertyLeaf> {
	const known = catalog.events.get("Order Completed") ?? new Map<string, ValueType>();
	const names = [...known].filter(([, other]) => other === type).map(([name]) => name);
	return fc
		.tuple(fc.constantFrom(...names), comparison(type, operators))
		.map(([field, rest]) => ({ kind: "property", field, type, ...rest }));
}

const anyType = fc.constantFrom<ValueType>("string", "number", "boolean", "date", "list");

export const { group: propertyGroup } = fc.letrec<{
	group: PropertyGroup;
	node: PropertyLeaf | PropertyGroup;
}>((tie) => ({
	group: fc.record({
		combinator: fc.constantFrom("and", "or"),
		not: fc.boolean(),
		rules: fc.array(tie("node"), { minLength: 1, maxLength: 2 }),
	}),
	node: fc.oneof(
		{ maxDepth: 2 },
		anyType.chain((type) => randomPropertyLeaf(type)),
		tie("group"),
	),
}));

export const randomWindow: fc.Arbitrary<EventWindow> = fc.oneof(
	fc.constant({ kind: "any" } as const),
	duration.map((length) => ({ kind: "last", ...length }) as const),
	duration.map((length) => ({ kind: "before", ...length }) as const),
	fc
		.tuple(date, date)
		.filter(([from, to]) => Date.parse(from) < Date.parse(to) - 172_800_000)
		.map(([from, to]) => ({ kind: "between", from, to }) as const),
	span.map((ago) => ({ kind: "ago", ...ago }) as const),
	fc.constantFrom(...calendarPeriods).map((unit) => ({ kind: "this", unit }) as const),
	fc.constant({ kind: "sinceTrait", trait: "born" } as const),
);

export function aggregate(kind: AggregateKind): fc.Arbitrary<EventAggregate> {
	switch (kind) {
		case "sum":
		case "avg":
		case "min":
		case "max":
			return fc.constant({ kind, property: "amount" });
		case "distinctValues":
			return fc.constantFrom("category", "amount", "paid").map((property) => ({ kind, property }));
		default:
			return fc.constant({ kind });
	}
}

/** An event leaf of one aggregate, compared in any way it may be. */
export function randomEventLeaf(
	kind: AggregateKind,
	filters: fc.Arbitrary<PropertyGroup | undefined> = fc.option(propertyGroup, { nil: undefined }),
): fc.Arbitrary<EventLeaf> {
	const isWhole = aggregates.find((definition) => definition.kind === kind)?.isWhole ?? false;
	const bound = isWhole
		? fc.constantFrom(0, 1, 2, 3, 7, 30)
		: number.filter((value) => Math.abs(value) <= 1e12);
	return fc
		.record({
			kind: fc.constant("event" as const),
			field: fc.constantFrom("Order Completed", "Order Completed", "Page Viewed"),
			aggregate: aggregate(kind),
			operator: fc.constantFrom(...aggregateOperators(kind).map(({ id }) => id)),
			pair: fc.tuple(bound, bound).map((pair) => pair.sort((a, b) => a - b)),
			window: randomWindow,
			where: filters,
		})
		.map(({ pair, where, ...leaf }) => {
			const isNone = leaf.operator === "isSet" || leaf.operator === "isNotSet";
			const value: OperandValue = isNone ? null : leaf.operator === "between" ? pair : (pair[0] ?? 0);
			const hasProperties = leaf.field === "Order Completed";
			const plain: EventAggregate = hasProperties ? leaf.aggregate : { kind: "count" };
			const operator = hasProperties || !isNone ? leaf.operator : ">=";
			return {
				...leaf,
				operator,
				aggregate: plain,
				value: plain.kind === leaf.aggregate.kind ? value : 1,
				...(plain.kind !== leaf.aggregate.kind ? { operator: ">=" as const } : {}),
				...(where && hasProperties ? { where } : {}),
			};
		});
}

const leaf: fc.Arbitrary<RuleLeaf> = fc.oneof(
	anyType.chain((type) => randomTraitLeaf(type)),
	fc.constantFrom(...aggregates.map(({ kind }) => kind)).chain((kind) => randomEventLeaf(kind)),
	fc.constant({ kind: "everyone", field: "everyone", operator: "equals", value: true } as const),
);

/** Any rule of the language over the test catalogue. */
export const { group: randomRule } = fc.letrec<{ group: RuleGroup; node: RuleLeaf | RuleGroup }>((tie) => ({
	group: fc.record({
		combinator: fc.constantFrom("and", "or"),
		not: fc.boolean(),
		rules: fc.array(tie("node"), { minLength: 1, maxLength: 3 }),
	}),
	node: fc.oneof({ maxDepth: 3 }, leaf, tie("group")),
}));
