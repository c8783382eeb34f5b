import { assertNever } from "@/lib/kernel/assert-never";
import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { rootExpressionSql } from "@/lib/profiles/root-sql";
import { aggregateOf } from "@/lib/segments/catalog";
import { compileBounds } from "@/lib/segments/compile-comparison";
import { compileProperties } from "@/lib/segments/compile-properties";
import type { CompileScope, LeafSql } from "@/lib/segments/compile-scope";
import { currentTraitSql } from "@/lib/segments/compile-trait-leaf";
import { toMicros } from "@/lib/segments/micros";
import { propertyPath } from "@/lib/segments/property-path";
import {
	type Comparison,
	readComparison,
	readDateRange,
	readDurationMs,
} from "@/lib/segments/read-comparison";
import type { EventLeaf } from "@/lib/segments/rule";

/** People whose events, in the window and past the property filters, come to a number that passes. */
export function compileEventLeaf(leaf: EventLeaf, binder: SqlBinder, scope: CompileScope): LeafSql {
	const read = readComparison({ type: "number", operator: leaf.operator, value: leaf.value }, scope.timeZone);
	if (!read.ok) throw new Error(`Not a valid condition: ${read.problem.message}`);
	const { comparison } = read;
	const source = compileSource(leaf, binder, scope);
	if (isAtLeastOnce(leaf, comparison)) {
		return { people: `(SELECT groupBitmapState(toUInt32(person)) FROM (${source}))`, are: "matching" };
	}
	const passes = compileAggregateTest(leaf, comparison, binder, scope);
	const nothingMatches = matchesNothing(leaf, comparison);
	const kept = nothingMatches
		? `NOT ifNull(${passes}, ${comparison.negated ? 1 : 0})`
		: `ifNull(${passes}, ${comparison.negated ? 1 : 0})`;
	const people = `(SELECT groupBitmapState(toUInt32(person)) FROM (SELECT person FROM (${source}) GROUP BY person HAVING ${kept}))`;
	if (!nothingMatches) return { people, are: "matching" };
	if (leaf.window.kind !== "sinceTrait") return { people, are: "failing" };
	// Everybody with the date who does not fail; people without it are not asked.
	const asked = `(SELECT groupBitmapState(toUInt32(person)) FROM (${sinceSql(leaf.window.trait, binder, scope)}))`;
	return { people: `bitmapAndnot(${asked}, ${people})`, are: "matching" };
}

/** The commonest question needs no grouping. */
function isAtLeastOnce(leaf: EventLeaf, { negated, test }: Comparison): boolean {
	const isOne =
		test.is === "numberWithin" && test.to === null && (test.fromOpen ? test.from === 0 : test.from === 1);
	return leaf.aggregate.kind === "count" && !negated && isOne;
}

/** Whether somebody without a single such event passes. */
function matchesNothing(leaf: EventLeaf, { negated, test }: Comparison): boolean {
	if (aggregateOf(leaf.aggregate.kind).ofNothing === "missing") return negated;
	const inMicros = (bound: number) => Number(toMicros(bound));
	return negated !== passesZero(test, leaf.aggregate.kind === "sum" ? inMicros : (bound) => bound);
}

function passesZero(test: Comparison["test"], scale: (bound: number) => number): boolean {
	if (test.is === "numberIn") return test.values.some((value) => scale(value) === 0);
	if (test.is !== "numberWithin") throw new Error(`"${test.is}" is not asked of a number`);
	const from = test.from === null ? Number.NEGATIVE_INFINITY : scale(test.from);
	const to = test.to === null ? Number.POSITIVE_INFINITY : scale(test.to);
	return (test.fromOpen ? from < 0 : from <= 0) && (test.toOpen ? to > 0 : to >= 0);
}

/** The events that count, with `person` for whom they count and `fact` for what is measured of each. */
function compileSource(leaf: EventLeaf, binder: SqlBinder, scope: CompileScope): string {
	const root = rootExpressionSql(binder, scope);
	const conditions = [
		`ws = ${binder.bind(scope.ws, "UInt32")}`,
		`event = ${binder.bind(leaf.field, "String")}`,
		`time <= ${binder.bindInstant(scope.asOf)}`,
		...compileWindow(leaf, binder, scope),
		...(leaf.where ? [compileProperties(leaf.where, binder, scope)] : []),
	];
	const { aggregate } = leaf;
	const fact =
		"property" in aggregate ? factOf(aggregate.property, aggregate.kind === "distinctValues") : "time";
	const columns = [`${root} AS person`, ...(aggregate.kind === "count" ? [] : [`${fact} AS fact`])];
	if (leaf.window.kind !== "sinceTrait") {
		return `SELECT ${columns.join(", ")} FROM events WHERE ${conditions.join(" AND ")}`;
	}
	const since = sinceSql(leaf.window.trait, binder, scope);
	return `SELECT person${aggregate.kind === "count" ? "" : ", fact"} FROM (SELECT ${columns.join(", ")}, time FROM events WHERE ${conditions.join(" AND ")}) AS happened
INNER JOIN (${since}) AS since ON happened.person = since.person WHERE toUnixTimestamp64Milli(happened.time) >= since.value`;
}

function factOf(property: string, anyType: boolean): string {
	const path = `properties.${propertyPath(property)}`;
	// Adding 0 makes −0 and 0 one value.
	if (anyType) return `(${path}.:String, ${path}.:Float64 + 0, ${path}.:Bool)`;
	return `if(abs(${path}.:Float64) <= 1e12, ${path}.:Float64, NULL)`;
}

function compileWindow({ window }: EventLeaf, binder: SqlBinder, { asOf, timeZone }: CompileScope): string[] {
	switch (window.kind) {
		case "any":
		case "sinceTrait":
			return [];
		case "last":
			return [
				`time > ${binder.bindInstant(asOf - sure(readDurationMs({ amount: window.amount, unit: window.unit })))}`,
			];
		case "before":
			return [
				`time <= ${binder.bindInstant(asOf - sure(readDurationMs({ amount: window.amount, unit: window.unit })))}`,
			];
		case "between": {
			const range = readDateRange(window.from, window.to, timeZone, "range");
			if ("message" in range) throw new Error(range.message);
			return [`time >= ${binder.bindInstant(range.from)}`, `time < ${binder.bindInstant(range.to)}`];
		}
		default:
			return assertNever(window);
	}
}

function sure(ms: number | { message: string }): number {
	if (typeof ms !== "number") throw new Error(ms.message);
	return ms;
}

function sinceSql(trait: string, binder: SqlBinder, scope: CompileScope): string {
	return `SELECT person, value FROM (${currentTraitSql(trait, "date", binder, scope)}) WHERE type = 'date'`;
}

/** The condition on the aggregate, over `fact`; NULL where the aggregate is missing. */
function compileAggregateTest(
	leaf: EventLeaf,
	{ negated, test }: Comparison,
	binder: SqlBinder,
	scope: CompileScope,
): string {
	const { kind } = leaf.aggregate;
	const value = aggregateSql(leaf, binder, scope);
	const isDecimal = kind === "sum" || kind === "avg";
	const bindNumber = (bound: number) =>
		isDecimal ? `toInt128(${binder.bind(String(toMicros(bound)), "String")})` : binder.bind(bound, "Float64");
	let condition: string;
	if (test.is === "set") condition = `isNotNull(${value})`;
	else if (test.is === "numberIn")
		condition = `(${test.values.map((wanted) => `${value} = ${bindNumber(wanted)}`).join(" OR ")})`;
	else if (test.is === "numberWithin") condition = compileBounds(test, value, bindNumber);
	else throw new Error(`"${test.is}" is not asked of a number`);
	return negated ? `NOT ${condition}` : condition;
}

function aggregateSql(leaf: EventLeaf, binder: SqlBinder, { asOf, timeZone }: CompileScope): string {
	const { kind } = leaf.aggregate;
	// By way of Int64: ClickHouse's own step from a float to 128 bits is not exact.
	const micros = "toInt128(toInt64(round(assumeNotNull(fact) * 1e6)))";
	const sum = `sumIf(${micros}, isNotNull(fact))`;
	const daysSince = (instant: string) =>
		`intDiv(${binder.bind(asOf, "Int64")} - toUnixTimestamp64Milli(${instant}), 86400000)`;
	switch (kind) {
		case "count":
			return "count()";
		case "distinctDays":
			return `uniqExact(toDate32(fact, ${binder.bind(timeZone, "String")}))`;
		case "distinctValues":
			return "uniqExactIf(fact, isNotNull(fact.1) OR isNotNull(fact.2) OR isNotNull(fact.3))";
		case "sum":
			return sum;
		case "avg":
			return averageSql(sum, "countIf(isNotNull(fact))");
		case "min":
			return "min(fact)";
		case "max":
			return "max(fact)";
		case "daysSinceFirst":
			return daysSince("min(fact)");
		case "daysSinceLast":
			return daysSince("max(fact)");
		default:
			return assertNever(kind);
	}
}

/** Sum over count in millionths, half to even; NULL of nothing. */
function averageSql(sum: string, count: string): string {
	const by = `toInt128(${count})`;
	const safe = `greatest(${by}, 1)`;
	const quotient = `intDiv(${sum}, ${safe})`;
	const rest = `(${sum} - ${quotient} * ${safe})`;
	const twice = `(abs(${rest}) * 2)`;
	const away = `(${twice} > ${safe} OR (${twice} = ${safe} AND ${quotient} % 2 != 0))`;
	return `if(${by} = 0, NULL, ${quotient} + if(${away}, sign(${sum}), 0))`;
}
