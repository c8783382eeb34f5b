import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { rootExpressionSql } from "@/lib/profiles/root-sql";
import {
	compileAggregate,
	compileFact,
	compileNumberTest,
	isDecimal,
	matchesNothing,
} from "@/lib/rules/compile/compile-aggregate";
import { compileProperties } from "@/lib/rules/compile/compile-properties";
import type { CompileScope, LeafSql } from "@/lib/rules/compile/compile-scope";
import { datedSql } from "@/lib/rules/leaves/trait/compile-trait";
import { type Comparison, readComparison } from "@/lib/rules/read-comparison";
import type { EventLeaf, EventWindow } from "@/lib/rules/rule";
import { windowBounds } from "@/lib/rules/window";

/** People whose events, in the window and past the property filters, come to a number that passes. */
export function compileEvent(leaf: EventLeaf, binder: SqlBinder, scope: CompileScope): LeafSql {
	const comparison = readEventComparison(leaf, scope.timeZone);
	const source = compileSource(leaf, binder, scope);
	if (isAtLeastOnce(leaf, comparison)) {
		return { people: `(SELECT groupBitmapState(toUInt32(person)) FROM (${source}))`, are: "matching" };
	}
	const value = compileAggregate(leaf.aggregate, "fact", null, binder, scope);
	const passes = compileNumberTest(comparison, value, isDecimal(leaf.aggregate), binder);
	const nothingMatches = matchesNothing(leaf.aggregate, comparison);
	const kept = nothingMatches ? `NOT ${passes}` : passes;
	const people = `(SELECT groupBitmapState(toUInt32(person)) FROM (SELECT person FROM (${source}) GROUP BY person HAVING ${kept}))`;
	if (!nothingMatches) return { people, are: "matching" };
	if (leaf.window.kind !== "sinceTrait") return { people, are: "failing" };
	// Everybody with the date who does not fail; people without it are not asked.
	const asked = `(SELECT groupBitmapState(toUInt32(person)) FROM (${datedSql(leaf.window.trait, binder, scope)}))`;
	return { people: `bitmapAndnot(${asked}, ${people})`, are: "matching" };
}

export function readEventComparison(
	{ operator, value }: Pick<EventLeaf, "operator" | "value">,
	timeZone: string,
): Comparison {
	const read = readComparison({ type: "number", operator, value }, timeZone);
	if (!read.ok) throw new Error(`Not a valid condition: ${read.problem.message}`);
	return read.comparison;
}

/** The commonest question needs no grouping. */
export function isAtLeastOnce(leaf: EventLeaf, { negated, test }: Comparison): boolean {
	const isOne =
		test.is === "numberWithin" && test.to === null && (test.fromOpen ? test.from === 0 : test.from === 1);
	return leaf.aggregate.kind === "count" && !negated && isOne;
}

/** The rows of a window, as conditions on `time`. A window since a trait is only bounded by asOf here. */
export function compileWindow(window: EventWindow, binder: SqlBinder, scope: CompileScope): string {
	const bounds = windowBounds(window, scope) ?? { after: Number.NEGATIVE_INFINITY, upTo: scope.asOf };
	const upTo = `time <= ${binder.bindInstant(bounds.upTo)}`;
	return bounds.after === Number.NEGATIVE_INFINITY
		? upTo
		: `time > ${binder.bindInstant(bounds.after)} AND ${upTo}`;
}

/** The events that count, with `person` for whom they count and `fact` for what is measured of each. */
function compileSource(leaf: EventLeaf, binder: SqlBinder, scope: CompileScope): string {
	const root = rootExpressionSql(binder, scope);
	const conditions = [
		`ws = ${binder.bind(scope.ws, "UInt32")}`,
		`event = ${binder.bind(leaf.field, "String")}`,
		compileWindow(leaf.window, binder, scope),
		...(leaf.where ? [compileProperties(leaf.where, binder, scope)] : []),
	];
	const isCount = leaf.aggregate.kind === "count";
	const columns = [`${root} AS person`, ...(isCount ? [] : [`${compileFact(leaf.aggregate)} AS fact`])];
	if (leaf.window.kind !== "sinceTrait") {
		return `SELECT ${columns.join(", ")} FROM events WHERE ${conditions.join(" AND ")}`;
	}
	const since = datedSql(leaf.window.trait, binder, scope);
	return `SELECT person${isCount ? "" : ", fact"} FROM (SELECT ${columns.join(", ")}, time FROM events WHERE ${conditions.join(" AND ")}) AS happened
INNER JOIN (${since}) AS since ON happened.person = since.person WHERE toUnixTimestamp64Milli(happened.time) >= since.value`;
}
