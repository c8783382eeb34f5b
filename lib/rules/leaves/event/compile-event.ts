import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { rootExpressionSql } from "@/lib/profiles/root-sql";
import { unitMs } from "@/lib/rules/catalog";
import {
	compileAggregate,
	compileFact,
	compileNumberTest,
	isDecimal,
	matchesNothing,
} from "@/lib/rules/compile/compile-aggregate";
import { compileProperties } from "@/lib/rules/compile/compile-properties";
import { type CompileScope, type LeafSql, peopleOf } from "@/lib/rules/compile/compile-scope";
import { eligibleSql } from "@/lib/rules/leaves/event/compile-rows";
import { beginning } from "@/lib/rules/leaves/event/pack-events";
import { datedSql } from "@/lib/rules/leaves/trait/compile-trait";
import { enoughFor, type NaturalRange, naturalRange, testsExistence } from "@/lib/rules/natural-range";
import { type Comparison, readComparison } from "@/lib/rules/read-comparison";
import type { EventLeaf, EventWindow } from "@/lib/rules/rule";
import { windowBounds } from "@/lib/rules/window";

/** People whose events, in the window and past the property filters, come to a number that passes. */
export function compileEvent(leaf: EventLeaf, binder: SqlBinder, scope: CompileScope): LeafSql {
	const comparison = readEventComparison(leaf, scope.timeZone);
	const source = compileSource(leaf, binder, scope);
	const existence = leaf.aggregate.kind === "count" ? testsExistence(comparison) : null;
	if (existence === "any") return { people: peopleOf(`(${source})`, scope), are: "matching" };
	if (existence === "none") return withoutAny(peopleOf(`(${source})`, scope), leaf, binder, scope);
	const agesIn = testedAges(leaf, comparison);
	if (agesIn !== null) return compileAges(leaf, agesIn, binder, scope);
	const value = compileAggregate(
		leaf.aggregate,
		{ fact: "fact", enough: enoughFor(comparison.test) },
		binder,
		scope,
	);
	const passes = compileNumberTest(comparison, value, isDecimal(leaf.aggregate), binder);
	const nothingMatches = matchesNothing(leaf.aggregate, comparison);
	const kept = nothingMatches ? `NOT ${passes}` : passes;
	const people = peopleOf(`(SELECT person FROM (${source}) GROUP BY person HAVING ${kept})`, scope);
	return nothingMatches ? withoutAny(people, leaf, binder, scope) : { people, are: "matching" };
}

/**
 * Everyone but some people; with a window since a date everyone who has the date: people without it never
 * match.
 */
function withoutAny(people: string, { window }: EventLeaf, binder: SqlBinder, scope: CompileScope): LeafSql {
	const dated = eligibleSql(window, binder, scope);
	if (dated === null) return { people, are: "failing" };
	return { people: `bitmapAndnot(${dated}, ${people})`, are: "matching" };
}

/** The whole days that may have passed since a person's first or last event, when compared as one range. */
function testedAges({ aggregate, window }: EventLeaf, { test }: Comparison): NaturalRange | null {
	const isAge = aggregate.kind === "daysSinceFirst" || aggregate.kind === "daysSinceLast";
	return isAge && window.kind !== "sinceTrait" ? naturalRange(test) : null;
}

/**
 * Days since the first or last event without a number for each person: who has an event in the days requested, and none
 * on the other side of them.
 */
function compileAges(
	leaf: EventLeaf,
	{ from, to }: NaturalRange,
	binder: SqlBinder,
	scope: CompileScope,
): LeafSql {
	// Nothing lies before the beginning; and the engine knows no such instant.
	const daysAgo = (days: number) => Math.max(scope.asOf - days * unitMs.days, beginning);
	const after = to === null ? beginning : daysAgo(to + 1);
	const notBefore = after === beginning ? null : `fact > ${binder.bindInstant(after)}`;
	const upTo = daysAgo(from);
	const notAfter = from === 0 ? null : upTo === beginning ? "0" : `fact <= ${binder.bindInstant(upTo)}`;
	const isFirst = leaf.aggregate.kind === "daysSinceFirst";
	const beyond = isFirst ? notBefore : notAfter;
	const state = (condition: string) => `groupBitmapStateIf(toUInt32(person), ${condition})`;
	const within = [notBefore, notAfter].filter((part) => part !== null).join(" AND ");
	const people =
		beyond === null ? state(within || "1") : `bitmapAndnot(${state(within)}, ${state(`NOT (${beyond})`)})`;
	const { negated } = readEventComparison(leaf, scope.timeZone);
	const rows = compileSource(leaf, binder, scope);
	return { people: peopleOf(`(${rows})`, scope, people), are: negated ? "failing" : "matching" };
}

export function readEventComparison(
	{ operator, value }: Pick<EventLeaf, "operator" | "value">,
	timeZone: string,
): Comparison {
	const read = readComparison({ type: "number", operator, value }, timeZone);
	if (!read.ok) throw new Error(`Not a valid condition: ${read.problem.message}`);
	return read.comparison;
}

/** The rows of a window, as conditions on `time`. A window since a trait is only bounded by asOf here. */
export function compileWindow(window: EventWindow, binder: SqlBinder, scope: CompileScope): string {
	const bounds = windowBounds(window, scope) ?? { after: Number.NEGATIVE_INFINITY, upTo: scope.asOf };
	const upTo = `time <= ${binder.bindInstant(bounds.upTo)}`;
	return bounds.after === Number.NEGATIVE_INFINITY
		? upTo
		: `time > ${binder.bindInstant(bounds.after)} AND ${upTo}`;
}

/** The events that count, with `person` for whom they count and `fact` for the measured value of each. */
function compileSource(leaf: EventLeaf, binder: SqlBinder, scope: CompileScope): string {
	const root = rootExpressionSql(binder, scope);
	const conditions = [
		`ws = ${binder.bind(scope.ws, "UInt32")}`,
		`event = ${binder.bind(leaf.field, "String")}`,
		compileWindow(leaf.window, binder, scope),
		...(leaf.where ? [compileProperties(leaf.where, binder, scope)] : []),
	];
	const isCount = leaf.aggregate.kind === "count";
	const columns = [
		`${root} AS person`,
		...(isCount ? [] : [`${compileFact(leaf.aggregate, scope)} AS fact`]),
	];
	if (leaf.window.kind !== "sinceTrait") {
		return `SELECT ${columns.join(", ")} FROM events WHERE ${conditions.join(" AND ")}`;
	}
	const since = datedSql(leaf.window.trait, binder, scope);
	return `SELECT person${isCount ? "" : ", fact"} FROM (SELECT ${columns.join(", ")}, time FROM events WHERE ${conditions.join(" AND ")}) AS happened
INNER JOIN (${since}) AS since ON happened.person = since.person WHERE toUnixTimestamp64Milli(happened.time) >= since.value`;
}
