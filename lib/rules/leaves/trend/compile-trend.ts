import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { aggregateOf } from "@/lib/rules/catalog";
import { compileAggregate, compileFact, isDecimal } from "@/lib/rules/compile/compile-aggregate";
import { compileBounds } from "@/lib/rules/compile/compile-comparison";
import { compileProperties } from "@/lib/rules/compile/compile-properties";
import type { CompileScope, LeafSql } from "@/lib/rules/compile/compile-scope";
import { readEventComparison } from "@/lib/rules/leaves/event/compile-event";
import { groupsSql, rowsSql } from "@/lib/rules/leaves/event/compile-rows";
import { trendBounds } from "@/lib/rules/leaves/trend/trend-bounds";
import { isWholeTrend, prepareTrendTest } from "@/lib/rules/leaves/trend/trend-numbers";
import { toMicros } from "@/lib/rules/micros";
import type { Comparison } from "@/lib/rules/read-comparison";
import type { TrendLeaf } from "@/lib/rules/rule";

/** Both stretches in one scan; their numbers are compared as `prepareTrendTest` does, without dividing. */
export function compileTrend(leaf: TrendLeaf, binder: SqlBinder, scope: CompileScope): LeafSql {
	const { aggregate, compared } = leaf;
	const comparison = readEventComparison(leaf, scope.timeZone);
	const { recent, earlier } = trendBounds(leaf, scope);
	const window = { kind: "any" } as const;
	const rows = rowsSql(
		{
			events: [leaf.event],
			window,
			columns: {
				recent: `time > ${binder.bindInstant(recent)}`,
				...(aggregate.kind === "count" ? {} : { fact: compileFact(aggregate, scope) }),
			},
			conditions: [
				`time > ${binder.bindInstant(earlier)} AND time <= ${binder.bindInstant(scope.asOf)}`,
				...(leaf.where ? [compileProperties(leaf.where, binder, scope)] : []),
			],
		},
		binder,
		scope,
	);
	const number = (filter: string) =>
		`toInt256(${inUnits(leaf, compileAggregate(aggregate, { fact: "fact", filter }, binder, scope))})`;
	const unit = isWholeTrend(aggregate) ? 1_000_000 : 1;
	const newer = number("recent");
	const older = number("NOT recent");
	const sides =
		compared === "difference"
			? { left: `((${newer} - ${older}) * ${unit})`, weight: "1" }
			: { left: `(${newer} * 1000000 * sign(${older}))`, weight: `abs(nullIf(${older}, 0))` };
	const nothing = aggregateOf(aggregate.kind).ofNothing === "zero" ? 0n : null;
	return groupsSql(
		{
			rows,
			passes: testSql(comparison, sides, binder),
			nothingPasses: prepareTrendTest(leaf, comparison)(nothing, nothing),
			window,
		},
		binder,
		scope,
	);
}

/** Whole numbers as they are; others in millionths. */
function inUnits({ aggregate }: TrendLeaf, value: string): string {
	if (isWholeTrend(aggregate) || isDecimal(aggregate)) return value;
	return `toInt64(round(${value} * 1e6))`;
}

function testSql(
	{ negated, test }: Comparison,
	{ left, weight }: { left: string; weight: string },
	binder: SqlBinder,
): string {
	const bound = (value: number) =>
		`(toInt256(${binder.bind(String(toMicros(value)), "String")}) * ${weight})`;
	let condition: string;
	if (test.is === "set") condition = `isNotNull(${left} + ${weight})`;
	else if (test.is === "numberIn") {
		condition = `(${test.values.map((value) => `${left} = ${bound(value)}`).join(" OR ")})`;
	} else if (test.is === "numberWithin") condition = compileBounds(test, left, bound);
	else throw new Error(`"${test.is}" is not asked of a number`);
	return negated ? `NOT ifNull(${condition}, 0)` : `ifNull(${condition}, 0)`;
}
