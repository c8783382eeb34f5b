import fc from "fast-check";
import type { PropertyGroup } from "@/lib/rules/rule";
import {
	randomEventLeaf,
	randomPropertyLeaf,
	randomTraitLeaf,
	randomWindow,
} from "@/lib/rules/testing/random-rule";
import { days, numbers, words } from "@/lib/rules/testing/world";
import type {
	AggregateDefinition,
	FormulaDefinition,
	MeasureKind,
	ScoreDefinition,
	StageDefinition,
	TraitMeasure,
} from "@/lib/traits/definition";
import type { Formula } from "@/lib/traits/formula";

const filters: fc.Arbitrary<PropertyGroup | undefined> = fc.option(
	fc
		.tuple(
			fc.constantFrom("and" as const, "or" as const),
			fc.array(
				fc
					.constantFrom("string" as const, "number" as const, "boolean" as const)
					.chain((type) => randomPropertyLeaf(type)),
				{ minLength: 1, maxLength: 2 },
			),
		)
		.map(([combinator, rules]) => ({ combinator, rules })),
	{ nil: undefined, freq: 2 },
);

const propertyByType = {
	string: ["category", "card.kind", "we`ird \\name"],
	number: ["amount"],
	boolean: ["paid"],
	date: ["due"],
	list: ["items"],
} as const;

function typed<Type extends keyof typeof propertyByType>(...types: Type[]) {
	return fc
		.constantFrom(...types)
		.chain((type) =>
			fc.constantFrom(...propertyByType[type]).map((property) => ({ property: property as string, type })),
		);
}

/** A measure of one kind over the test catalogue's order. */
export function randomMeasure(kind: MeasureKind): fc.Arbitrary<TraitMeasure> {
	switch (kind) {
		case "count":
		case "firstTime":
		case "lastTime":
			return fc.constant({ kind });
		case "sum":
		case "avg":
		case "min":
		case "max":
			return fc.constant({ kind, property: "amount" });
		case "first":
		case "last":
			return typed("string", "number", "boolean", "date").map((rest) => ({ kind, ...rest }));
		case "mostFrequent":
			return typed("string", "number", "boolean", "list").map((rest) => ({ kind, ...rest }));
		case "uniqueList":
			return typed("string", "list").map((rest) => ({ kind, ...rest }));
		case "uniqueCount":
			return typed("string", "number", "boolean", "date", "list").map((rest) => ({ kind, ...rest }));
	}
}

export function randomAggregate(kind: MeasureKind): fc.Arbitrary<AggregateDefinition> {
	return fc.tuple(randomMeasure(kind), randomWindow, filters).map(([measure, window, where]) => ({
		kind: "aggregate",
		event: "Order Completed",
		measure,
		window,
		...(where ? { where } : {}),
	}));
}

export const randomScore: fc.Arbitrary<ScoreDefinition> = fc.record({
	kind: fc.constant("score" as const),
	events: fc.array(
		fc
			.tuple(fc.boolean(), fc.constantFrom(1, 2, 5, 10, -3, 1000), filters)
			.map(([isOrder, points, where]) => ({
				event: isOrder ? "Order Completed" : "Page Viewed",
				points,
				...(isOrder && where ? { where } : {}),
			})),
		{ minLength: 1, maxLength: 3 },
	),
	halfLifeDays: fc.constantFrom(null, 1, 2, 7, 30, 365),
	window: randomWindow,
});

const rule = fc
	.tuple(
		fc.constantFrom("and" as const, "or" as const),
		fc.array(
			fc.oneof(
				fc
					.constantFrom("string" as const, "number" as const, "date" as const)
					.chain((type) => randomTraitLeaf(type)),
				fc
					.constantFrom("count" as const, "sum" as const, "daysSinceLast" as const)
					.chain((kind) => randomEventLeaf(kind)),
			),
			{ minLength: 1, maxLength: 2 },
		),
	)
	.map(([combinator, rules]) => ({ combinator, rules }));

export const randomStages: fc.Arbitrary<StageDefinition> = fc
	.array(rule, { minLength: 1, maxLength: 4 })
	.map((rules) => ({
		kind: "stage",
		stages: rules.map((each, index) => ({ name: `Stage ${4 - index}`, rule: each })),
	}));

const number = fc
	.constantFrom(...numbers, 1e200, -1e200, 86_400_000, 7)
	.map((value): Formula => ({ op: "number", value }));
const text = fc.constantFrom(...words).map((value): Formula => ({ op: "text", value }));
const trait = (name: string, type: "number" | "string" | "boolean" | "date" | "list"): Formula => ({
	op: "trait",
	trait: name,
	type,
});

type Typed = { number: Formula; string: Formula; boolean: Formula; date: Formula };
const two = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { minLength: 2, maxLength: 3 });

/** A formula of each type over the test catalogue's traits. */
export const randomFormulas = fc.letrec<Typed>((tie) => {
	const chosen = <K extends keyof Typed>(type: K) =>
		fc
			.tuple(tie("boolean"), tie(type), fc.option(tie(type), { nil: undefined }))
			.map(([condition, yes, no]): Formula => ({ op: "if", condition, yes, ...(no ? { no } : {}) }));
	const first = <K extends keyof Typed>(type: K) =>
		two(tie(type)).map((of): Formula => ({ op: "coalesce", of }));
	const pair = <K extends keyof Typed>(type: K, ...operators: Extract<Formula, { left: Formula }>["op"][]) =>
		fc
			.tuple(fc.constantFrom(...operators), tie(type), tie(type))
			.map(([op, left, right]): Formula => ({ op, left, right }));
	const depth = { maxDepth: 4, depthSize: "small" as const, depthIdentifier: "formula" };
	return {
		number: fc.oneof(
			depth,
			fc.constant(trait("age", "number")),
			number,
			pair("number", "add", "subtract", "multiply", "divide"),
			pair("date", "daysBetween"),
			fc
				.tuple(fc.constantFrom("min" as const, "max" as const), two(tie("number")))
				.map(([op, of]): Formula => ({ op, of })),
			tie("number").map((argument): Formula => ({ op: "abs", argument })),
			fc
				.tuple(tie("number"), fc.nat(6))
				.map(([argument, decimals]): Formula => ({ op: "round", argument, decimals })),
			chosen("number"),
			first("number"),
		),
		string: fc.oneof(
			depth,
			fc.constant(trait("plan", "string")),
			text,
			two(tie("string")).map((of): Formula => ({ op: "concat", of })),
			tie("string").map((argument): Formula => ({ op: "lower", argument })),
			chosen("string"),
			first("string"),
		),
		boolean: fc.oneof(
			depth,
			fc.constant(trait("subscribed", "boolean")),
			fc.boolean().map((value): Formula => ({ op: "boolean", value })),
			fc
				.constantFrom("tags", "age")
				.map(
					(name): Formula => ({ op: "isSet", argument: trait(name, name === "tags" ? "list" : "number") }),
				),
			pair("number", ">", ">=", "<", "<=", "equals", "notEquals"),
			pair("date", ">", ">=", "<", "<=", "equals", "notEquals"),
			pair("string", "equals", "notEquals"),
			pair("boolean", "equals", "notEquals"),
			fc
				.tuple(fc.constantFrom("and" as const, "or" as const), two(tie("boolean")))
				.map(([op, of]): Formula => ({ op, of })),
			tie("boolean").map((argument): Formula => ({ op: "not", argument })),
			chosen("boolean"),
			first("boolean"),
		),
		date: fc.oneof(
			depth,
			fc.constant(trait("born", "date")),
			fc.constantFrom(...days).map((value): Formula => ({ op: "date", value })),
			fc.constant({ op: "now" } as Formula),
			chosen("date"),
			first("date"),
		),
	};
});

/** A definition by a formula; one without a trait is given one. */
export function randomFormula(type: keyof Typed): fc.Arbitrary<FormulaDefinition> {
	const traitOf = {
		number: trait("age", "number"),
		string: trait("plan", "string"),
		boolean: trait("subscribed", "boolean"),
		date: trait("born", "date"),
	};
	return randomFormulas[type].map((formula) => ({
		kind: "formula",
		formula: { op: "coalesce", of: [formula, traitOf[type]] },
	}));
}
