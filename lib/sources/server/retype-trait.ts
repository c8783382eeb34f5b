import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery, runSql } from "@/lib/platform/warehouse/define-query";
import { settleOutbox } from "@/lib/platform/warehouse/outbox";
import type { RetypedTrait, RetypeTraitInput } from "@/lib/sources/contracts";
import type { ValueType } from "@/lib/sources/trait-value";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

type Question = { ws: number; trait: string; type: ValueType; asOf: Date };
type Stored = { can: string; type?: string; text?: string; number?: string; list?: string };

/** JavaScript's way of writing a number: with the sign of a large exponent. */
const numberText = "replaceRegexpOne(toString(newest.6), 'e(\\\\d)', 'e+\\\\1')";

const isDayText =
	"(match(newest.5, '^[0-9]{4}-[0-9]{2}-[0-9]{2}$') AND toString(toDate32OrZero(newest.5)) = newest.5)";
/** An instant as `coerceTraitValue` writes it, or with another zone; its day must exist. */
const instantText = "parseDateTime64BestEffortOrZero(newest.5, 3, 'UTC')";
const isInstantText = `match(newest.5, '^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?$')
	AND toString(toDate32OrZero(substring(newest.5, 1, 10))) = substring(newest.5, 1, 10)
	AND ${instantText} != toDateTime64(0, 3, 'UTC')`;

/** Which current values can be read as a type, and as what; the rest stay what they are. As `coerceTraitValue` reads them. */
const readings: Record<ValueType, Stored> = {
	string: {
		can: "newest.4 IN ('number', 'boolean')",
		text: `if(newest.4 = 'number', ${numberText}, if(newest.6 = 1, 'true', 'false'))`,
	},
	number: {
		can: `newest.4 = 'string' AND match(newest.5, '^-?[0-9]+([.][0-9]+)?$') AND (
	length(replaceRegexpAll(newest.5, '^-?0*|[.]', '')) <= 15
	OR (position(newest.5, '.') = 0 AND abs(toFloat64OrZero(newest.5)) <= 9007199254740991))`,
		number: "toFloat64OrZero(newest.5)",
	},
	boolean: {
		can: "newest.4 = 'string' AND lower(newest.5) IN ('true', 'false')",
		number: "toFloat64(lower(newest.5) = 'true')",
	},
	date: {
		can: `newest.4 = 'string' AND (${isDayText} OR (${isInstantText}))`,
		type: `if(${isDayText}, 'day', 'date')`,
		number: `if(${isDayText}, toFloat64(toInt32(toDate32OrZero(newest.5))), toFloat64(toUnixTimestamp64Milli(${instantText})))`,
	},
	list: { can: "newest.4 = 'string'", list: "[newest.5]" },
};

const settings = { precise_float_parsing: 1 } as const;

/** The current values of every number, one row each. */
function currentSql({ ws, trait, asOf }: Question, binder: SqlBinder): string {
	return `SELECT uid, priority, max((valid_from, recorded_at, seq, type, string_value, number_value, list_value, source)) AS newest
	FROM trait_history WHERE ws = ${binder.bind(ws, "UInt32")} AND trait = ${binder.bind(trait, "String")}
		AND valid_from <= ${binder.bindInstant(asOf)}
	GROUP BY uid, priority HAVING newest.4 != 'unset'`;
}

/** Whether a value is of a type; a date is an instant, or a day without a time. */
function alikeSql(type: ValueType, binder: SqlBinder): string {
	return `(newest.4 IN (${binder.bind(type === "date" ? ["date", "day"] : [type], "Array(String)")}))`;
}

const count = z.coerce.number();
const countReadings = defineQuery({
	name: "sources.count_retyped",
	row: z.object({ alike: count, converted: count, left: count, examples: z.array(z.string()) }),
	build: (question: Question) => {
		const binder = new SqlBinder();
		const isAlike = alikeSql(question.type, binder);
		return binder.finish(`SELECT countIf(${isAlike}) AS alike, countIf(NOT ${isAlike} AND can) AS converted,
	countIf(NOT ${isAlike} AND NOT can) AS left,
	arraySort(groupUniqArrayIf(5)(substring(newest.5, 1, 100), newest.4 = 'string' AND NOT ${isAlike} AND NOT can)) AS examples
FROM (SELECT newest, ${readings[question.type].can} AS can FROM (${currentSql(question, binder)}))`);
	},
});

async function convert(ctx: Context, question: Question, recordedAt: Date): Promise<void> {
	const binder = new SqlBinder();
	const bound = binder.bind(question.type, "String");
	const reading = readings[question.type];
	const { can, type = bound, text = "''", number = "toFloat64(0)", list = "emptyArrayString()" } = reading;
	// Since when a value holds is what it was: only how it is read has changed.
	const sql = `INSERT INTO trait_history
	(ws, trait, uid, type, string_value, number_value, list_value, priority, source, valid_from, recorded_at)
SELECT ${binder.bind(question.ws, "UInt32")}, ${binder.bind(question.trait, "String")}, uid, ${type}, ${text}, ${number}, ${list},
	priority, newest.8, newest.1, ${binder.bindInstant(recordedAt)}
FROM (${currentSql(question, binder)}) WHERE NOT ${alikeSql(question.type, binder)} AND (${can})`;
	await runSql(ctx.warehouse, "sources.convert_values", binder.finish(sql), { settings });
}

const asksForTrait = '$.** ? (@.kind == "trait" && @.field == $name)';

/** Rules that use the trait with its current type. */
async function readUsers(ctx: Context, trait: string): Promise<string[]> {
	const rows = await ctx.db.$queryRaw<{ user: string }[]>`
		SELECT 'The segment “' || s.name || '”' AS "user" FROM segment s
			JOIN segment_version v ON v.segment_id = s.id AND v.version = s.current_version
			WHERE s.workspace_id = ${ctx.workspace.id} AND s.archived_at IS NULL
				AND jsonb_path_exists(v.rule, ${asksForTrait}::jsonpath, jsonb_build_object('name', ${trait}::text))
		UNION ALL
		SELECT 'The trait “' || t.name || '”' FROM computed_trait t
			JOIN computed_trait_version v ON v.trait_id = t.id AND v.version = t.current_version
			WHERE t.workspace_id = ${ctx.workspace.id} AND t.archived_at IS NULL
				AND jsonb_path_exists(v.definition, ${asksForTrait}::jsonpath, jsonb_build_object('name', ${trait}::text))
		ORDER BY 1`;
	return rows.map(({ user }) => user);
}

/**
 * Changes a trait's type: future values are read as it, and so are current ones where nothing is lost. Other
 * values stay and count as not set. Unconfirmed, it only returns how many those would be. Every ingest
 * process learns of it within ten seconds.
 */
export async function retypeTrait(
	ctx: Context,
	{ name, type, isConfirmed }: RetypeTraitInput,
): Promise<RetypedTrait> {
	allow(ctx, "data.write");
	const ws = ctx.workspace.number;
	const definition = await ctx.db.traitDefinition.findUnique({
		where: { workspaceNumber_name: { workspaceNumber: ws, name } },
	});
	if (!definition) throw new AppError("not_found", `There is no trait “${name}”.`);
	if (definition.isComputed) {
		throw new AppError("precondition", `“${name}” is computed: its definition decides its type.`);
	}
	await settleOutbox(ctx.db, ctx.warehouse);
	// After the waiting, not before it: what arrived meanwhile is included.
	const question = { ws, trait: name, type, asOf: new Date() };
	const [counts] = await countReadings(ctx.warehouse, question, { settings });
	if (!counts) throw new Error("The warehouse gave no counts");
	const users = definition.type === type ? [] : await readUsers(ctx, name);
	if (!isConfirmed) return { ...counts, isChanged: false, users };
	await ctx.db.$transaction(async (tx) => {
		await tx.traitDefinition.update({
			where: { workspaceNumber_name: { workspaceNumber: ws, name } },
			data: { type },
		});
		await recordAudit(tx, ctx, "trait.retyped", ctx.workspace.id, { name, from: definition.type, to: type });
	});
	// Done again after an interruption, it finds what is left.
	await convert(ctx, question, new Date());
	// Rules that use the old type cannot be counted any more: their refresh, due now, reports it.
	await ctx.db.$executeRaw`
		UPDATE segment s SET full_as_of = NULL FROM segment_version v
		WHERE s.workspace_id = ${ctx.workspace.id} AND s.archived_at IS NULL AND v.segment_id = s.id
			AND v.version = s.current_version
			AND jsonb_path_exists(v.rule, ${asksForTrait}::jsonpath, jsonb_build_object('name', ${name}::text))`;
	return { ...counts, isChanged: definition.type !== type, users };
}
