import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { rootExpressionSql } from "@/lib/profiles/root-sql";
import { snapshotSql } from "@/lib/profiles/set-reads";
import { changedPeopleSql } from "@/lib/profiles/snapshot";
import { compileTest } from "@/lib/rules/compile/compile-comparison";
import { compileDateTest, startOfDaySql } from "@/lib/rules/compile/compile-date";
import { type CompileScope, type LeafSql, peopleOf } from "@/lib/rules/compile/compile-scope";
import { isDateTest } from "@/lib/rules/date-test";
import { readComparison } from "@/lib/rules/read-comparison";
import type { TraitLeaf } from "@/lib/rules/rule";
import type { Test } from "@/lib/rules/value-test";

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
	const passing = (rows: string) => `(${rows}) WHERE ${traitTest(leaf.type, "value", test, binder, scope)}`;
	const are = negated ? "failing" : "matching";
	const { snapshot } = scope;
	if (!snapshot?.indexedTraits.has(leaf.field) || scope.asOf < snapshot.asOf) {
		return { people: peopleOf(passing(currentTraitSql(leaf.field, leaf.type, binder, scope)), scope), are };
	}
	const isChanged = snapshot.changedTraits.has(leaf.field) || snapshot.hasMerged;
	const people = snapshotSql(binder, snapshot, scope, (reads) => {
		const column = valueColumn[leaf.type];
		const built = reads.valued(leaf.field, traitTest(leaf.type, column, test, binder, scope));
		if (!isChanged) return built;
		const changed = reads.changed(leaf.field);
		const among = `SELECT arrayJoin(bitmapToArray(${changed}))`;
		// Not gathered: it refers to who has changed.
		const fresh = peopleOf(passing(historySql(leaf.field, leaf.type, binder, scope, among)), {});
		return `bitmapOr(bitmapAndnot(${built}, ${changed}), ${fresh})`;
	});
	return { people, are };
}

/** A value of another type passes nothing, and is not one. */
function traitTest(
	type: TraitType,
	column: string,
	test: Test,
	binder: SqlBinder,
	scope: CompileScope,
): string {
	if (isDateTest(test)) {
		const { instant, day } = compileDateTest(test, { instant: column, day: column }, binder, scope);
		return `((type = 'date' AND ${instant}) OR (type = 'day' AND ${day}))`;
	}
	if (test.is === "set") return type === "date" ? isDate : `type = '${type}'`;
	return `type = '${type}' AND ${compileTest(test, column, binder)}`;
}

/** A date is an instant, or a day without a time. */
const isDate = "type IN ('date', 'day')";

/** Everyone with a date in a trait: (person, value) in milliseconds; a day counts as its first instant. */
export function datedSql(trait: string, binder: SqlBinder, scope: CompileScope): string {
	const value = `toFloat64(if(type = 'day', ${startOfDaySql("value", binder, scope)}, value))`;
	return `SELECT person, ${value} AS value FROM (SELECT person, type, value AS value FROM (${currentTraitSql(trait, "date", binder, scope)}) WHERE ${isDate})`;
}

/**
 * One row (person, type, value) for everyone who has the trait at asOf: from the snapshot where there is one that can
 * answer, with the people of the changes since from the history.
 */
export function currentTraitSql(
	trait: string,
	type: TraitType,
	binder: SqlBinder,
	scope: CompileScope,
): string {
	const { snapshot } = scope;
	if (!snapshot || scope.asOf < snapshot.asOf) return historySql(trait, type, binder, scope, null);
	const bare = `SELECT uid AS person, type, ${valueColumn[type]} AS value FROM trait_snapshot
	WHERE ws = ${binder.bind(scope.ws, "UInt32")} AND build = ${binder.bind(snapshot.build, "UInt32")} AND trait = ${binder.bind(trait, "String")}`;
	if (!snapshot.changedTraits.has(trait) && !snapshot.hasMerged) return bare;
	const changed = changedPeopleSql(binder, snapshot, scope, [trait]);
	const fresh = historySql(trait, type, binder, scope, changed);
	return `SELECT person, toString(type) AS type, value FROM (${bare} AND uid NOT IN (${changed}))
	UNION ALL SELECT toUInt32(person) AS person, toString(type) AS type, value FROM (${fresh})`;
}

/**
 * The same from the history, of everyone or of some people. Per priority the newest row counts, then the highest
 * priority that still has a value. Of rows of the same instants the last written counts; rows alike in this
 * too are distinguished by type and value.
 */
function historySql(
	trait: string,
	type: TraitType,
	binder: SqlBinder,
	scope: CompileScope,
	among: string | null,
): string {
	const root = rootExpressionSql(binder, scope);
	const some = among === null ? "" : ` AND uid IN (${among})`;
	return `SELECT person, argMax((newest.4, newest.5), priority) AS held, held.1 AS type, held.2 AS value FROM (
	SELECT ${root} AS person, priority, max((valid_from, recorded_at, seq, type, ${valueColumn[type]})) AS newest
	FROM trait_history
	WHERE ws = ${binder.bind(scope.ws, "UInt32")} AND trait = ${binder.bind(trait, "String")} AND valid_from <= ${binder.bindInstant(scope.asOf)}${some}
	GROUP BY person, priority HAVING newest.4 != 'unset'
) GROUP BY person`;
}
