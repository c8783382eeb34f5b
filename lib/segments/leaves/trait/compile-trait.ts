import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { rootExpressionSql } from "@/lib/profiles/root-sql";
import { compileTest, type ValueTest } from "@/lib/segments/compile-comparison";
import type { CompileScope, LeafSql } from "@/lib/segments/compile-scope";
import { readComparison } from "@/lib/segments/read-comparison";
import type { TraitLeaf } from "@/lib/segments/rule";

type TraitType = TraitLeaf["type"];

const valueColumn: Record<TraitType, string> = {
	string: "string_value",
	number: "number_value",
	boolean: "number_value",
	date: "number_value",
	list: "list_value",
};

/** People whose value of a trait, valid at asOf, passes. */
export function compileTrait(leaf: TraitLeaf, binder: SqlBinder, scope: CompileScope): LeafSql {
	const read = readComparison(leaf, scope.timeZone);
	if (!read.ok) throw new Error(`Not a valid condition: ${read.problem.message}`);
	const { negated, test } = read.comparison;
	const current = currentTraitSql(leaf.field, leaf.type, binder, scope);
	const passes = test.is === "set" ? "1" : traitTest(leaf.type, test, binder, scope);
	return {
		people: `(SELECT groupBitmapState(toUInt32(person)) FROM (${current}) WHERE ${passes})`,
		are: negated ? "failing" : "matching",
	};
}

function traitTest(type: TraitType, test: ValueTest, binder: SqlBinder, scope: CompileScope): string {
	return `type = '${type}' AND ${compileTest(test, "value", binder, scope)}`;
}

/**
 * One row (person, type, value) for everybody who has the trait at asOf. Per priority the newest row counts, then the
 * highest priority that still has a value. Rows of the same instants are told apart by type and value.
 */
export function currentTraitSql(
	trait: string,
	type: TraitType,
	binder: SqlBinder,
	scope: CompileScope,
): string {
	const root = rootExpressionSql(binder, scope);
	return `SELECT person, argMax((newest.3, newest.4), priority) AS held, held.1 AS type, held.2 AS value FROM (
	SELECT ${root} AS person, priority, max((valid_from, recorded_at, type, ${valueColumn[type]})) AS newest
	FROM trait_history
	WHERE ws = ${binder.bind(scope.ws, "UInt32")} AND trait = ${binder.bind(trait, "String")} AND valid_from <= ${binder.bindInstant(scope.asOf)}
	GROUP BY person, priority HAVING newest.3 != 'unset'
) GROUP BY person`;
}
