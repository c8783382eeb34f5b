import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { compileAggregate, compileFact } from "@/lib/rules/compile/compile-aggregate";
import { compileProperties } from "@/lib/rules/compile/compile-properties";
import type { CompileScope, LeafSql } from "@/lib/rules/compile/compile-scope";
import { compileWindow } from "@/lib/rules/leaves/event/compile-event";
import { rowsSql } from "@/lib/rules/leaves/event/compile-rows";
import { percentInMicros } from "@/lib/rules/leaves/rank/rank-bound";
import { membersAtSql } from "@/lib/rules/leaves/segment/compile-segment";
import { currentTraitSql } from "@/lib/rules/leaves/trait/compile-trait";
import type { RankLeaf } from "@/lib/rules/rule";

/** The best or the last by a number, with all who tie: everyone's number is read once, for the boundary and the answer. */
export function compileRank(leaf: RankLeaf, binder: SqlBinder, scope: CompileScope): LeafSql {
	const isIn = leaf.operator === "top" ? "number >= bound" : "number <= bound";
	return {
		people: `(SELECT groupBitmapState(one) FROM (
	SELECT arrayJoin(arrayFilter((one, number) -> ${isIn}, people, numbers)) AS one FROM (${rankedSql(leaf, binder, scope)})))`,
		are: "matching",
	};
}

/**
 * The number of the last person within the rank, as text (`readRankBound` parses it); NULL when no one has a
 * number. An expression; `everyone` must be an alias of the statement.
 */
export function rankBoundSql(leaf: RankLeaf, binder: SqlBinder, scope: CompileScope): string {
	return `(SELECT if(size = 0, NULL, toString(bound)) FROM (${rankedSql(leaf, binder, scope)}))`;
}

/** One row: everyone who is ranked (people, numbers, in the same order), how many they are, and the boundary. */
function rankedSql(leaf: RankLeaf, binder: SqlBinder, scope: CompileScope): string {
	const last =
		leaf.unit === "people"
			? binder.bind(leaf.value, "UInt64")
			: `intDiv(size * ${binder.bind(percentInMicros(leaf), "UInt64")} + 99999999, 100000000)`;
	const order = leaf.operator === "top" ? "arrayReverseSort" : "arraySort";
	const ranked =
		leaf.among === undefined
			? "everyone"
			: `(SELECT bitmapAnd(everyone, ${membersAtSql(leaf.among, binder, scope)}))`;
	return `SELECT groupArray(toUInt32(person)) AS people, groupArray(assumeNotNull(value)) AS numbers, length(numbers) AS size,
		arrayElement(${order}(numbers), least(size, ${last})) AS bound
	FROM (${numbersSql(leaf, binder, scope)}) WHERE isNotNull(value) AND bitmapContains(${ranked}, toUInt32(person))`;
}

/** The number of each person who has one: rows (person, value). */
function numbersSql({ by }: RankLeaf, binder: SqlBinder, scope: CompileScope): string {
	if (by.kind === "trait") {
		return `SELECT person, value FROM (${currentTraitSql(by.trait, "number", binder, scope)}) WHERE type = 'number'`;
	}
	const isCount = by.aggregate.kind === "count";
	const rows = rowsSql(
		{
			events: [by.event],
			window: by.window,
			columns: isCount ? {} : { fact: compileFact(by.aggregate, scope) },
			conditions: [
				compileWindow(by.window, binder, scope),
				...(by.where ? [compileProperties(by.where, binder, scope)] : []),
			],
		},
		binder,
		scope,
	);
	return `SELECT person, ${compileAggregate(by.aggregate, { fact: "fact" }, binder, scope)} AS value FROM (${rows}) GROUP BY person`;
}
