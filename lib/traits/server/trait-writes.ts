import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery, runSql } from "@/lib/platform/warehouse/define-query";
import { rootExpressionSql } from "@/lib/profiles/root-sql";
import type { ValueType } from "@/lib/rules/catalog";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import { compileTraitValue } from "@/lib/traits/compile-trait-value";
import type { TraitDefinition } from "@/lib/traits/definition";
import { computedPriority, computedSource } from "@/lib/traits/server/computed-priority";
import type { Context } from "@/lib/workspaces/server/context";

/** One computation of one trait. `recordedAt` tells its rows from those of others. */
export type Build = {
	trait: string;
	type: ValueType;
	scope: CompileScope;
	recordedAt: Date;
};

const typeCodes: Record<ValueType, number> = { string: 1, number: 2, boolean: 3, date: 4, list: 5 };

/**
 * A value as `trait_history` stores it: (type, text, number, list); without a row all of it is empty, which
 * is "unset".
 */
function storedSql(type: ValueType): string {
	const text = type === "string" ? "value" : "''";
	const number = type === "string" || type === "list" ? "toFloat64(0)" : "toFloat64(value)";
	const list = type === "list" ? "value" : "emptyArrayString()";
	return `(toInt8(${typeCodes[type]}), ${text}, ${number}, ${list})`;
}

/** The computed values valid at asOf, as stored. */
function heldSql({ trait, scope }: Build, binder: SqlBinder): string {
	return `SELECT person, (toInt8(newest.4), newest.5, newest.6, newest.7) AS stored FROM (
	SELECT ${rootExpressionSql(binder, scope)} AS person, max((valid_from, recorded_at, seq, type, string_value, number_value, list_value)) AS newest
	FROM trait_history
	WHERE ws = ${binder.bind(scope.ws, "UInt32")} AND trait = ${binder.bind(trait, "String")} AND priority = ${computedPriority}
		AND valid_from <= ${binder.bindInstant(scope.asOf)}
	GROUP BY person HAVING newest.4 != 'unset'
)`;
}

async function append(ctx: Context, build: Build, fresh: string | null, binder: SqlBinder): Promise<void> {
	const { trait, scope, recordedAt } = build;
	const sides = [
		`SELECT toUInt32(person) AS person, toUInt8(0) AS is_fresh, stored FROM (${heldSql(build, binder)})`,
		...(fresh ? [`SELECT toUInt32(person) AS person, toUInt8(1) AS is_fresh, stored FROM (${fresh})`] : []),
	];
	const sql = `INSERT INTO trait_history (ws, trait, uid, type, string_value, number_value, list_value, priority, source, valid_from, recorded_at)
SELECT ${binder.bind(scope.ws, "UInt32")}, ${binder.bind(trait, "String")}, person, wanted.1, wanted.2, wanted.3, wanted.4,
	${computedPriority}, '${computedSource}', ${binder.bindInstant(scope.asOf)}, ${binder.bindInstant(recordedAt)}
FROM (
	SELECT person, anyIf(stored, is_fresh = 1) AS wanted, anyIf(stored, is_fresh = 0) AS held
	FROM (${sides.join(" UNION ALL ")}) GROUP BY person
) WHERE wanted != held ORDER BY person`;
	await runSql(ctx.warehouse, "traits.append_values", binder.finish(sql), {
		// Should the statement reach the warehouse twice, the second changes nothing.
		settings: { insert_deduplication_token: `${scope.ws}-${trait}-${recordedAt.getTime()}` },
	});
}

/**
 * Appends the values that differ from the current ones; people who no longer have one are unset. Repeating it
 * changes nothing.
 */
export async function appendValues(ctx: Context, build: Build, definition: TraitDefinition): Promise<void> {
	const binder = new SqlBinder();
	const values = compileTraitValue(definition, binder, build.scope);
	const fresh = `SELECT person, ${storedSql(build.type)} AS stored FROM (${values})`;
	await append(ctx, build, fresh, binder);
}

/** Removes every value: everyone who has one is unset. */
export async function clearValues(ctx: Context, build: Build): Promise<void> {
	await append(ctx, build, null, new SqlBinder());
}

const count = z.coerce.number();

const countValues = defineQuery({
	name: "traits.count_values",
	row: z.object({ people: count, changed: count, cleared: count }),
	build: (build: Build) => {
		const binder = new SqlBinder();
		const { trait, scope, recordedAt } = build;
		const written = `SELECT (countIf(type != 'unset'), countIf(type = 'unset')) FROM trait_history
	WHERE ws = ${binder.bind(scope.ws, "UInt32")} AND trait = ${binder.bind(trait, "String")} AND priority = ${computedPriority}
		AND recorded_at = ${binder.bindInstant(recordedAt)}`;
		return binder.finish(`WITH (${written}) AS written, (SELECT count() FROM (${heldSql(build, binder)})) AS held
SELECT held AS people, written.1 AS changed, written.2 AS cleared`);
	},
});

/** How many people have a value now, and how many values this computation wrote and took away. */
export async function countBuild(
	ctx: Context,
	build: Build,
): Promise<{ people: number; changed: number; cleared: number }> {
	const [counts] = await countValues(ctx.warehouse, build);
	if (!counts) throw new Error("The warehouse gave no counts");
	return counts;
}
