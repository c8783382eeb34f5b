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
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import { splitLeaves } from "@/lib/rules/compile/split-leaves";
import { compileWindow, readEventComparison } from "@/lib/rules/leaves/event/compile-event";
import { enoughFor } from "@/lib/rules/natural-range";
import type { EventLeaf, RuleLeaf } from "@/lib/rules/rule";
import { windowBounds } from "@/lib/rules/window";

export type KeyedLeaf = { key: string; leaf: RuleLeaf };
export type KeyedEventLeaf = { key: string; leaf: EventLeaf };

/**
 * Which leaves are computed together: event leaves of one event in one scan, as long as no window is less
 * than half as long as the longest (it would read rows it does not need); every other leaf separately.
 */
export function groupLeaves(
	leaves: readonly KeyedLeaf[],
	scope: CompileScope,
): { shared: KeyedEventLeaf[][]; single: KeyedLeaf[] } {
	const byEvent = new Map<string, { keyed: KeyedEventLeaf; after: number }[]>();
	const single: KeyedLeaf[] = [];
	for (const { key, leaf } of leaves) {
		const bounds = leaf.kind === "event" ? windowBounds(leaf.window, scope) : null;
		if (leaf.kind !== "event" || bounds === null) {
			single.push({ key, leaf });
			continue;
		}
		const name = `${leaf.field}\n${leaf.where ? "filtered" : "plain"}`;
		const others = byEvent.get(name) ?? [];
		others.push({ keyed: { key, leaf }, after: bounds.after });
		byEvent.set(name, others);
	}
	const shared: KeyedEventLeaf[][] = [];
	for (const candidates of byEvent.values()) {
		candidates.sort((a, b) => a.after - b.after);
		let group: KeyedEventLeaf[] = [];
		let longest = 0;
		for (const { keyed, after } of candidates) {
			const span = scope.asOf - after;
			if (group.length > 0 && span < longest / 2) {
				shared.push(group);
				group = [];
			}
			if (group.length === 0) longest = span;
			group.push(keyed);
		}
		shared.push(group);
	}
	const groups = shared.flatMap((group) => splitLeaves(group, maxShared));
	const alone = groups.filter((group) => group.length === 1).flat();
	return { shared: groups.filter((group) => group.length > 1), single: [...single, ...alone] };
}

const maxShared = 40;

/** Rows (leaf, people) for event leaves of one event, from one scan. `everyone` must be an alias of the statement. */
export function compileSharedLeaves(
	leaves: readonly KeyedEventLeaf[],
	binder: SqlBinder,
	scope: CompileScope,
): string {
	const event = leaves[0]?.leaf.field;
	if (event === undefined) throw new Error("Nothing to compute");
	const bounds = leaves.map(({ leaf }) => windowBounds(leaf.window, scope));
	const after = Math.min(...bounds.map((bound) => bound?.after ?? Number.NEGATIVE_INFINITY));
	const upTo = Math.max(...bounds.map((bound) => bound?.upTo ?? scope.asOf));
	const values: string[] = [];
	const results: string[] = [];
	for (const [index, { key, leaf }] of leaves.entries()) {
		const filter = [
			compileWindow(leaf.window, binder, scope),
			...(leaf.where ? [compileProperties(leaf.where, binder, scope)] : []),
		].join(" AND ");
		const comparison = readEventComparison(leaf, scope.timeZone);
		const fact = compileFact(leaf.aggregate, scope);
		const enough = enoughFor(comparison.test);
		const value = compileAggregate(leaf.aggregate, { fact, filter, enough }, binder, scope);
		values.push(`${value} AS value${index}`);
		const passes = compileNumberTest(comparison, `value${index}`, isDecimal(leaf.aggregate), binder);
		const isNegative = matchesNothing(leaf.aggregate, comparison);
		const people = `groupBitmapStateIf(toUInt32(person), ${isNegative ? `NOT ${passes}` : passes})`;
		const bound = binder.bind(key, "String");
		results.push(`(${bound}, ${isNegative ? "bitmapAndnot" : "bitmapAnd"}(everyone, ${people}))`);
	}
	const since = after === Number.NEGATIVE_INFINITY ? "" : ` AND time > ${binder.bindInstant(after)}`;
	return `SELECT tupleElement(pair, 1) AS leaf, tupleElement(pair, 2) AS people FROM (
	SELECT arrayJoin([${results.join(",\n\t")}]) AS pair FROM (
		SELECT ${rootExpressionSql(binder, scope)} AS person, ${values.join(",\n\t\t")}
		FROM events WHERE ws = ${binder.bind(scope.ws, "UInt32")} AND event = ${binder.bind(event, "String")}
			AND time <= ${binder.bindInstant(upTo)}${since}
		GROUP BY person))`;
}
