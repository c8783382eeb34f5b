import fc from "fast-check";
import { selectableTables } from "@/lib/lists/select/tables";
import type { Call, Expression, Join, Query, SelectCore, Source, TypeName } from "@/lib/lists/select/tree";

const at = 0;
const word = fc.constantFrom(
	"uid",
	"where",
	"from",
	"x",
	"größe",
	"a;b",
	"it's",
	"-- x",
	"events",
	"SELECT",
	"\u{1d4b3}",
);
const text = fc.oneof(
	fc.string({ maxLength: 8 }).map((value) => value.replace(/[\p{Cc}\p{Cs}]/gu, "")),
	fc.constantFrom("'", "\\", "'; DROP TABLE events --", "\\'", "\n\t", "{p0:UInt32}", "$$", ";", "\\%", "''"),
);
const typeName: fc.Arbitrary<TypeName> = fc.constantFrom(
	{ name: "UInt32", of: [], options: [] },
	{ name: "DateTime64", of: [], options: [3, "UTC"] },
	{
		name: "Array",
		of: [{ name: "Nullable", of: [{ name: "String", of: [], options: [] }], options: [] }],
		options: [],
	},
);
const column: fc.Arbitrary<Expression> = fc
	.tuple(fc.array(word, { minLength: 1, maxLength: 3 }), fc.option(typeName, { freq: 4 }))
	.map(([parts, type]) => ({ kind: "column", parts, type, at }));
const leaf: fc.Arbitrary<Expression> = fc.oneof(
	fc.constantFrom("0", "12", "0.5", "1e3").map((number): Expression => ({ kind: "number", text: number })),
	text.map((value): Expression => ({ kind: "string", value })),
	fc
		.constantFrom("NULL", "TRUE", "FALSE")
		.map((name): Expression => ({ kind: "constant", name: name as "NULL" })),
	text.map((value): Expression => ({ kind: "dated", type: "DATE", value })),
	column,
);

const call = (name: string, args: Expression[], more: Partial<Call> = {}): Expression => ({
	kind: "call",
	name,
	parameters: [],
	isDistinct: false,
	args,
	window: null,
	at,
	...more,
});

/** Trees of everything the grammar knows, whether or not their names mean anything. */
export const randomTree: fc.Arbitrary<Query> = fc.letrec<{
	value: Expression;
	query: Query;
	select: SelectCore;
	source: Source;
}>((tie) => ({
	value: fc.oneof(
		{ maxDepth: 2, depthIdentifier: "select" },
		leaf,
		fc
			.tuple(tie("value"), tie("value"), fc.constantFrom("+", "-"))
			.map(
				([first, operand, operator]): Expression => ({ kind: "chain", first, rest: [{ operator, operand }] }),
			),
		fc.tuple(tie("value"), tie("value"), tie("value"), fc.constantFrom("AND", "OR", "||")).map(
			([first, a, b, operator]): Expression => ({
				kind: "chain",
				first,
				rest: [
					{ operator, operand: a },
					{ operator, operand: b },
				],
			}),
		),
		fc
			.tuple(tie("value"), tie("value"), fc.constantFrom("=", "!=", "<=", "LIKE", "NOT ILIKE"))
			.map(([left, right, operator]): Expression => ({ kind: "compare", operator, left, right })),
		fc
			.tuple(tie("value"), fc.constantFrom("not", "minus"))
			.map(([operand, kind]): Expression => ({ kind: kind as "not", operand })),
		fc
			.tuple(tie("value"), fc.boolean())
			.map(([operand, isNegated]): Expression => ({ kind: "isNull", operand, isNegated })),
		fc
			.tuple(tie("value"), tie("value"), tie("value"), fc.boolean())
			.map(
				([operand, low, high, isNegated]): Expression => ({ kind: "between", operand, low, high, isNegated }),
			),
		fc
			.tuple(tie("value"), fc.array(leaf, { minLength: 1, maxLength: 3 }), fc.boolean())
			.map(
				([operand, values, isNegated]): Expression => ({ kind: "inList", operand, values, isNegated, at }),
			),
		fc
			.tuple(tie("value"), tie("query"), fc.boolean())
			.map(([operand, query, isNegated]): Expression => ({ kind: "inQuery", operand, query, isNegated, at })),
		tie("query").map((query): Expression => ({ kind: "exists", query, at })),
		tie("select").map((first): Expression => ({ kind: "scalar", query: { with: [], first, rest: [] }, at })),
		fc.tuple(fc.option(tie("value")), tie("value"), tie("value"), fc.option(tie("value"))).map(
			([operand, when, result, otherwise]): Expression => ({
				kind: "case",
				operand,
				whens: [{ when, result }],
				otherwise,
			}),
		),
		fc.tuple(tie("value"), typeName).map(([operand, type]): Expression => ({ kind: "cast", operand, type })),
		fc
			.array(tie("value"), { minLength: 2, maxLength: 3 })
			.map((items): Expression => ({ kind: "tuple", items })),
		fc.array(tie("value"), { maxLength: 3 }).map((items): Expression => ({ kind: "array", items })),
		fc
			.tuple(tie("value"), tie("value"))
			.map(([operand, index]): Expression => ({ kind: "element", operand, index })),
		fc
			.tuple(tie("value"), fc.constantFrom("DAY", "MONTH"))
			.map(([amount, unit]): Expression => ({ kind: "interval", amount, unit })),
		fc
			.tuple(word, tie("value"), tie("value"))
			.map(([name, body, list]) => call("arrayExists", [{ kind: "lambda", names: [name], body, at }, list])),
		fc.array(tie("value"), { maxLength: 2 }).map((args) => call("concat", args)),
		fc
			.tuple(tie("value"), fc.boolean())
			.map(([value, isDistinct]) => call("uniqExactIf", [value, value], { isDistinct })),
		tie("value").map((value) => call("quantile", [value], { parameters: ["0.9"] })),
		fc.tuple(tie("value"), tie("value")).map(([by, value]) =>
			call("sum", [value], {
				window: {
					partitionBy: [by],
					orderBy: [{ by, direction: "DESC", nulls: "LAST" }],
					frame: { unit: "ROWS", from: { rows: 2, side: "PRECEDING" }, to: "CURRENT ROW" },
				},
			}),
		),
	),
	source: fc.oneof(
		{ maxDepth: 2, depthIdentifier: "select" },
		fc
			.tuple(fc.oneof(fc.constantFrom(...selectableTables), word), fc.option(word))
			.map(([name, alias]): Source => ({ kind: "named", name, alias, at })),
		fc
			.tuple(tie("query"), fc.option(word))
			.map(([query, alias]): Source => ({ kind: "query", query, alias, at })),
	),
	select: fc
		.record({
			isDistinct: fc.boolean(),
			list: fc.array(fc.record({ value: tie("value"), alias: fc.option(word), at: fc.constant(at) }), {
				minLength: 1,
				maxLength: 2,
			}),
			from: tie("source"),
			join: fc.option(fc.tuple(tie("source"), tie("value")), { freq: 3 }),
			where: fc.option(tie("value")),
			groupBy: fc.array(tie("value"), { maxLength: 1 }),
			having: fc.option(tie("value"), { freq: 4 }),
			limitBy: fc.option(
				fc.record({ count: fc.nat(9), by: fc.array(tie("value"), { minLength: 1, maxLength: 1 }) }),
				{ freq: 4 },
			),
			limit: fc.option(fc.nat(9)),
			offset: fc.option(fc.nat(9)),
		})
		.map(({ join, ...rest }): SelectCore => {
			const joins: Join[] = join
				? [{ kind: "LEFT", strictness: "ANY", source: join[0], on: join[1], using: null }]
				: [];
			return { kind: "select", joins, qualify: null, orderBy: [], ...rest };
		}),
	query: fc
		.tuple(tie("select"), fc.option(tie("select"), { freq: 4 }), fc.option(tie("select"), { freq: 4 }))
		.map(
			([first, second, cte]): Query => ({
				with: cte ? [{ name: "x", query: { with: [], first: cte, rest: [] }, at }] : [],
				first,
				rest: second ? [{ operator: "UNION ALL", operand: second, at }] : [],
			}),
		),
})).query;
