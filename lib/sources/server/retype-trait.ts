import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { type BoundSql, SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery, runSql } from "@/lib/platform/warehouse/define-query";
import { settleOutbox } from "@/lib/platform/warehouse/outbox";
import type { Retyping, RetypingInput } from "@/lib/sources/contracts";
import { valueType } from "@/lib/sources/trait-value";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** Of every value ever said: when it can be read as the new type, and what it is then. As `coerceTraitValue` does. */
const conversions: Record<RetypingInput["type"], { when: string; columns: string }> = {
	string: {
		when: "type IN ('number', 'boolean') AND abs(number_value) < 1e15",
		columns:
			"if(type = 'boolean', if(number_value = 1, 'true', 'false'), toString(number_value)) AS new_string, 0. AS new_number, [] AS new_list",
	},
	number: {
		when: "type = 'string' AND match(string_value, '^-?[0-9]{1,15}(\\\\.[0-9]+)?$')",
		columns: "'' AS new_string, toFloat64OrZero(string_value) AS new_number, [] AS new_list",
	},
	boolean: {
		when: "type = 'string' AND lower(string_value) IN ('true', 'false')",
		columns: "'' AS new_string, toFloat64(lower(string_value) = 'true') AS new_number, [] AS new_list",
	},
	list: {
		when: "type = 'string'",
		columns: "'' AS new_string, 0. AS new_number, [string_value] AS new_list",
	},
};

type Scope = RetypingInput & { ws: number };

/** The value that counts of each person and instant. */
function saidSql(binder: SqlBinder, { ws, name }: Scope): string {
	return `(SELECT uid, valid_from, newest.3 AS type, newest.4 AS string_value, newest.5 AS number_value, newest.7 AS source
		FROM (SELECT uid, valid_from, max((recorded_at, seq, type, string_value, number_value, list_value, source)) AS newest
			FROM trait_history WHERE ws = ${binder.bind(ws, "UInt32")} AND trait = ${binder.bind(name, "String")} AND priority = 1
			GROUP BY uid, valid_from))`;
}

const countValues = defineQuery({
	name: "sources.count_retyping",
	row: z.object({ people: z.coerce.number(), converted: z.coerce.number(), kept: z.coerce.number() }),
	build: (scope: Scope): BoundSql => {
		const binder = new SqlBinder();
		const { when } = conversions[scope.type];
		// Of each person the value held now: what rules will ask for.
		return binder.finish(`SELECT count() AS people, countIf(type != ${binder.bind(scope.type, "String")} AND (${when})) AS converted,
				countIf(type != ${binder.bind(scope.type, "String")} AND NOT (${when})) AS kept
			FROM (SELECT uid, held.1 AS type, held.2 AS string_value, held.3 AS number_value FROM (
				SELECT uid, argMax((type, string_value, number_value), valid_from) AS held FROM ${saidSql(binder, scope)} GROUP BY uid))
			WHERE type != 'unset'`);
	},
});

async function countRetyping(ctx: Context, { name, type }: RetypingInput): Promise<Retyping> {
	const trait = await ctx.db.traitDefinition.findUnique({
		where: { workspaceNumber_name: { workspaceNumber: ctx.workspace.number, name } },
	});
	if (!trait) throw new AppError("not_found", "There is no such trait in this workspace.");
	if (trait.isComputed) throw new AppError("precondition", "A computed trait has the type of its formula.");
	const [counted] = await countValues(ctx.warehouse, { ws: ctx.workspace.number, name, type });
	if (!counted) throw new Error("The warehouse gave no counts");
	return { name, from: valueType.parse(trait.type), to: type, ...counted };
}

/** What would become of the values a trait holds if it had another type. Changes nothing. */
export async function previewRetyping(ctx: Context, input: RetypingInput): Promise<Retyping> {
	allow(ctx, "data.write");
	return countRetyping(ctx, input);
}

/**
 * Gives a trait another type. Values that read as it are said again in it, for the times they were true; the others stay
 * as they came, and rules do not find them. May be called again after a crash, or for values that were on their way.
 */
export async function retypeTrait(ctx: Context, input: RetypingInput): Promise<Retyping> {
	allow(ctx, "data.write");
	await settleOutbox(ctx.db, ctx.warehouse);
	const outcome = await countRetyping(ctx, input);
	const { name, type } = input;
	await ctx.db.$transaction(async (tx) => {
		await tx.traitDefinition.update({
			where: { workspaceNumber_name: { workspaceNumber: ctx.workspace.number, name } },
			data: { type },
		});
		await recordAudit(tx, ctx, "trait.retyped", name, { from: outcome.from, to: type });
	});
	const binder = new SqlBinder();
	const { when, columns } = conversions[type];
	const said = saidSql(binder, { ws: ctx.workspace.number, name, type });
	await runSql(
		ctx.warehouse,
		"sources.retype_trait",
		binder.finish(`INSERT INTO trait_history
			(ws, trait, uid, type, string_value, number_value, list_value, priority, source, valid_from, recorded_at, seq)
			SELECT ${binder.bind(ctx.workspace.number, "UInt32")}, ${binder.bind(name, "String")}, uid, ${binder.bind(type, "String")},
				new_string, new_number, new_list, 1, source, valid_from, ${binder.bindInstant(new Date())}, 0
			FROM (SELECT uid, valid_from, source, ${columns} FROM ${said} WHERE type != ${binder.bind(type, "String")} AND (${when}))`),
	);
	return outcome;
}
