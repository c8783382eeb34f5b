import { checkExpression } from "@/lib/lists/select/check-expression";
import { SelectProblem } from "@/lib/lists/select/problem";
import { type KnownColumn, type KnownSource, Scope } from "@/lib/lists/select/scope";
import { isJsonColumn, isSelectable, selectableColumns, selectableTables } from "@/lib/lists/select/tables";
import type { Join, Operand, Query, SelectCore, Source } from "@/lib/lists/select/tree";
import { ordered } from "@/lib/lists/select/walk";
import { requireSmallAliases } from "@/lib/lists/select/weigh-aliases";
import { nearestName } from "@/lib/rules/nearest-name";

/** Columns of one SELECT: `*` of a SELECT of `*, *` doubles them. */
const maxColumns = 500;

/** Queries of WITH by their names, each with its columns. */
type Ctes = ReadonlyMap<string, KnownColumn[]>;

/**
 * Refuses a query that names anything but the tables here, their columns and its own; returns its columns.
 */
export function checkQuery(query: Query, outer: Ctes = new Map()): KnownColumn[] {
	const ctes = new Map(outer);
	for (const { name, query: inner, at } of query.with) {
		if (ctes.has(name) || isSelectable(name)) {
			throw new SelectProblem(at, `"${name}" is a table already; give the SELECT another name`);
		}
		ctes.set(name, checkQuery(inner, ctes));
	}
	const columns = checkOperand(query.first, ctes);
	for (const { operator, operand, at } of query.rest) {
		const others = checkOperand(operand, ctes);
		if (others.length === columns.length) continue;
		const [word] = operator.split(" ");
		throw new SelectProblem(
			at,
			`Both sides of ${word} need as many columns: ${columns.length} before, ${others.length} after`,
		);
	}
	return columns;
}

function checkOperand(operand: Operand, ctes: Ctes): KnownColumn[] {
	return operand.kind === "group" ? checkQuery(operand.query, ctes) : checkSelect(operand, ctes);
}

function checkSelect(select: SelectCore, ctes: Ctes): KnownColumn[] {
	const scope = new Scope(sourcesOf(select, ctes));
	for (const { value, alias, at } of select.list) {
		if (alias !== null) scope.addAlias(alias, value, at);
	}
	requireSmallAliases(select, scope);
	const look = (value: Parameters<typeof checkExpression>[0]) =>
		checkExpression(value, scope, (query) => void checkQuery(query, ctes));
	for (const { value } of select.list) if (value.kind !== "star") look(value);
	for (const join of select.joins) {
		if (join.on) look(join.on);
	}
	for (const value of [select.where, select.having, select.qualify]) if (value) look(value);
	const rest = [...select.groupBy, ...ordered(select.orderBy), ...(select.limitBy?.by ?? [])];
	for (const value of rest) look(value);
	const columns: KnownColumn[] = [];
	for (const item of select.list) {
		columns.push(...columnsOf(item, scope));
		if (columns.length > maxColumns)
			throw new SelectProblem(item.at, `A SELECT may have ${maxColumns} columns at most`);
	}
	return columns;
}

function columnsOf({ value, alias }: SelectCore["list"][number], scope: Scope): KnownColumn[] {
	if (value.kind === "star") {
		return value.table === null
			? scope.sources.flatMap(({ columns }) => columns)
			: scope.source(value.table, value.at).columns;
	}
	if (value.kind !== "column") return [{ name: alias ?? "", isJson: false }];
	const column = scope.resolve(value);
	// A part of a property has no name.
	const ownName = column.name === value.parts.at(-1) ? column.name : "";
	return [{ name: alias ?? ownName, isJson: column.isJson }];
}

function sourcesOf(select: SelectCore, ctes: Ctes): KnownSource[] {
	const sources = [knownSource(select.from, ctes)];
	for (const join of select.joins) {
		const source = knownSource(join.source, ctes);
		if (source.alias !== "" && sources.some(({ alias }) => alias === source.alias)) {
			throw new SelectProblem(join.source.at, `Two tables are called "${source.alias}"; name one with AS`);
		}
		checkUsing(join, sources, source);
		sources.push(source);
	}
	return sources;
}

function knownSource(source: Source, ctes: Ctes): KnownSource {
	const { alias, at } = source;
	const isOwnName = source.kind === "named" && source.name === alias;
	if (alias !== null && !isOwnName && (isSelectable(alias) || ctes.has(alias))) {
		throw new SelectProblem(at, `"${alias}" is a table already; give this one another name`);
	}
	if (source.kind === "query") return { alias: alias ?? "", columns: checkQuery(source.query, ctes) };
	return { alias: alias ?? source.name, columns: columnsOfTable(source.name, at, ctes) };
}

function columnsOfTable(table: string, at: number, ctes: Ctes): KnownColumn[] {
	const named = ctes.get(table);
	if (named) return named;
	if (isSelectable(table)) {
		return selectableColumns[table].map((name) => ({ name, isJson: isJsonColumn(table, name) }));
	}
	const near = nearestName(table, [...selectableTables, ...ctes.keys()]);
	throw new SelectProblem(
		at,
		`Read from ${selectableTables.join(", ")} only${near ? `; did you mean ${near}?` : `; "${table}" is none of them`}`,
	);
}

function checkUsing(join: Join, before: readonly KnownSource[], source: KnownSource): void {
	for (const { name, at } of join.using ?? []) {
		const has = ({ columns }: KnownSource) => columns.some((column) => column.name === name);
		if (!before.some(has) || !has(source)) {
			throw new SelectProblem(at, `USING needs a column of both sides; "${name}" is none`);
		}
	}
}
