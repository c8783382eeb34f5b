import { printExpression } from "@/lib/lists/select/print-expression";
import { name } from "@/lib/lists/select/print-literals";
import { printOrder } from "@/lib/lists/select/print-window";
import type { Join, Operand, Query, SelectCore, Source } from "@/lib/lists/select/tree";

/** How a table is written; the final statement substitutes the workspace's own rows. */
export type PrintTable = (table: string) => string;

/**
 * A query as text, from nothing but its tree: every name in backticks, every text escaped again, every
 * operator parenthesized. Parsing the text again gives the same tree.
 */
export function printQuery(query: Query, table: PrintTable = name): string {
	const ctes = query.with.map((cte) => `${name(cte.name)} AS (${printQuery(cte.query, table)})`);
	return [
		...(ctes.length > 0 ? [`WITH ${ctes.join(", ")}`] : []),
		printOperand(query.first, table),
		...query.rest.map(({ operator, operand }) => `${operator} ${printOperand(operand, table)}`),
	].join(" ");
}

function printOperand(operand: Operand, table: PrintTable): string {
	return operand.kind === "group" ? `(${printQuery(operand.query, table)})` : printSelect(operand, table);
}

function printSelect(select: SelectCore, table: PrintTable): string {
	const value = (expression: Parameters<typeof printExpression>[0]) =>
		printExpression(expression, (query) => printQuery(query, table));
	const all = (expressions: SelectCore["groupBy"]) => expressions.map(value).join(", ");
	const list = select.list.map(
		(item) => `${value(item.value)}${item.alias === null ? "" : ` AS ${name(item.alias)}`}`,
	);
	return [
		`SELECT ${select.isDistinct ? "DISTINCT " : ""}${list.join(", ")}`,
		`FROM ${printSource(select.from, table)}`,
		...select.joins.map((join) => printJoin(join, table, value)),
		...(select.where ? [`WHERE ${value(select.where)}`] : []),
		...(select.groupBy.length > 0 ? [`GROUP BY ${all(select.groupBy)}`] : []),
		...(select.having ? [`HAVING ${value(select.having)}`] : []),
		...(select.qualify ? [`QUALIFY ${value(select.qualify)}`] : []),
		...(select.orderBy.length > 0 ? [`ORDER BY ${printOrder(select.orderBy, value)}`] : []),
		...(select.limitBy ? [`LIMIT ${select.limitBy.count} BY ${all(select.limitBy.by)}`] : []),
		...(select.limit === null ? [] : [`LIMIT ${select.limit}`]),
		...(select.offset === null ? [] : [`OFFSET ${select.offset}`]),
	].join(" ");
}

function printSource(source: Source, table: PrintTable): string {
	const text = source.kind === "named" ? table(source.name) : `(${printQuery(source.query, table)})`;
	return source.alias === null ? text : `${text} AS ${name(source.alias)}`;
}

function printJoin(
	join: Join,
	table: PrintTable,
	value: (expression: SelectCore["groupBy"][number]) => string,
): string {
	const head = [
		join.kind,
		...(join.strictness ? [join.strictness] : []),
		"JOIN",
		printSource(join.source, table),
	];
	if (join.on) head.push(`ON ${value(join.on)}`);
	if (join.using) head.push(`USING (${join.using.map((column) => name(column.name)).join(", ")})`);
	return head.join(" ");
}
