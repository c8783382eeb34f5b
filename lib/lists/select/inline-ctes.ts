import { mapValues } from "@/lib/lists/select/map-values";
import { SelectProblem } from "@/lib/lists/select/problem";
import type { Expression, Operand, Query, SelectCore, Source } from "@/lib/lists/select/tree";

/**
 * Limits after each WITH query is inlined where it is named: tables a statement may read, and nesting depth
 * of SELECTs.
 */
const maxTables = 64;
const maxNesting = 30;

type Inlined = { query: Query; tables: number; nesting: number };
type Ctes = ReadonlyMap<string, Inlined>;

/**
 * The query with each WITH query inlined where it is named, so that the engine sees only names of columns and
 * aliases. Reading one twice counts twice, as in the engine.
 */
export function inlineCtes(query: Query): Query {
	return inline(query, new Map()).query;
}

function inline(query: Query, outer: Ctes): Inlined {
	const ctes = new Map(outer);
	for (const cte of query.with) ctes.set(cte.name, inline(cte.query, ctes));
	const sum = { tables: 0, nesting: 0 };
	/** Records what is nested inside; rejects before anything grows large. */
	const note = (inner: { tables: number; nesting: number }, at: number) => {
		sum.tables += inner.tables;
		sum.nesting = Math.max(sum.nesting, inner.nesting + 1);
		if (sum.tables > maxTables) throw new SelectProblem(at, `This reads tables more than ${maxTables} times`);
		if (sum.nesting > maxNesting)
			throw new SelectProblem(at, `SELECTs nest deeper than ${maxNesting} levels`);
	};
	const nested = (inner: Query, at: number): Query => {
		const done = inline(inner, ctes);
		note(done, at);
		return done.query;
	};
	const value = (expression: Expression): Expression => mapValues(expression, value, nested);
	const source = (from: Source): Source => {
		if (from.kind === "query") return { ...from, query: nested(from.query, from.at) };
		const cte = ctes.get(from.name);
		note(cte ?? { tables: 1, nesting: 0 }, from.at);
		return cte
			? { kind: "query", query: cte.query, alias: from.alias ?? from.name, at: from.at }
			: { ...from, alias: from.alias ?? from.name };
	};
	const operand = (one: Operand): Operand =>
		one.kind === "group" ? { kind: "group", query: nested(one.query, 0) } : inlineSelect(one, value, source);
	const first = operand(query.first);
	const rest = query.rest.map((item) => ({ ...item, operand: operand(item.operand) }));
	return { query: { with: [], first, rest }, ...sum };
}

function inlineSelect(
	select: SelectCore,
	value: (expression: Expression) => Expression,
	source: (from: Source) => Source,
): SelectCore {
	const maybe = (expression: Expression | null) => expression && value(expression);
	return {
		...select,
		list: select.list.map((item) => ({ ...item, value: value(item.value) })),
		from: source(select.from),
		joins: select.joins.map((join) => ({ ...join, source: source(join.source), on: maybe(join.on) })),
		where: maybe(select.where),
		groupBy: select.groupBy.map(value),
		having: maybe(select.having),
		qualify: maybe(select.qualify),
		orderBy: select.orderBy.map((item) => ({ ...item, by: value(item.by) })),
		limitBy: select.limitBy && { ...select.limitBy, by: select.limitBy.by.map(value) },
	};
}
