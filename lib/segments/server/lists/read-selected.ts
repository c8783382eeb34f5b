import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { type BoundSql, SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery, streamRows } from "@/lib/platform/warehouse/define-query";
import { hiddenFacts } from "@/lib/profiles/birth-facts";
import { type GuardedSelect, guardSelect, selectableTables } from "@/lib/segments/guard-select";
import type { Context } from "@/lib/workspaces/server/context";

/** Columns of each table that a SELECT sees; the number of the workspace is not among them. */
const columns = {
	events: "uid, event, time, received_at, source, message, properties",
	trait_history:
		"uid, trait, type, string_value, number_value, list_value, priority, source, valid_from, recorded_at",
	consent_history: "uid, purpose, state, effective_at, recorded_at, source",
} as const;

/** It reads, and nothing else; it ends in time, and it answers no more people than a list may have. */
const limits = {
	readonly: "2",
	max_execution_time: 30,
	max_memory_usage: "2000000000",
	max_result_rows: "5000000",
	result_overflow_mode: "throw",
} as const;

function buildSelect({ parts }: GuardedSelect, ws: number): BoundSql & { tables: number } {
	const binder = new SqlBinder();
	const text = parts.map((part) => {
		if (typeof part === "string") return part;
		// Facts that only rules may ask about are nobody's to read.
		const shown =
			part.table === "trait_history"
				? ` AND trait NOT IN (${binder.bind(hiddenFacts, "Array(String)")})`
				: "";
		const own = `(SELECT ${columns[part.table]} FROM ${part.table} WHERE ws = ${binder.bind(ws, "UInt32")}${shown})`;
		return part.needsName ? `${own} AS ${part.table}` : own;
	});
	const sql = `SELECT DISTINCT toUInt32(uid) AS person FROM (${text.join("")})`;
	return { ...binder.finish(sql), tables: parts.filter((part) => typeof part !== "string").length };
}

const explain = defineQuery({
	name: "segments.explain_list",
	row: z.object({ explain: z.string() }),
	build: ({ sql, params }: BoundSql) => ({ sql: `SELECT explain FROM (EXPLAIN QUERY TREE ${sql})`, params }),
});

function invalidSelect(message: string): AppError {
	return new AppError("invalid", `The SELECT cannot be used: ${message}.`, {
		issues: [{ path: "sql", message }],
	});
}

/**
 * Refuses anything but a SELECT of `uid` over the workspace's own rows: by what is written, and by what the warehouse
 * says that it would read.
 */
export async function requireSelect(ctx: Context, sql: string): Promise<BoundSql> {
	const guarded = guardSelect(sql);
	if (!guarded.ok) throw invalidSelect(guarded.message);
	const built = buildSelect(guarded.select, ctx.workspace.number);
	const lines = await explain(ctx.warehouse, built, { settings: limits }).catch((error: unknown) => {
		if (error instanceof AppError && error.code === "internal") throw invalidSelect(reasonOf(error));
		throw error;
	});
	const tree = lines.map((line) => line.explain).join("\n");
	const read = [...tree.matchAll(/table_name: (\S+?)(?:,|\s|$)/g)].map(([, name]) => name?.split(".").at(-1));
	const isOwn = read.length > 0 && read.every((name) => selectableTables.some((table) => table === name));
	if (!isOwn || read.length > built.tables || /TABLE_FUNCTION/.test(tree)) {
		throw invalidSelect(`Read from ${selectableTables.join(", ")} only`);
	}
	return built;
}

/** What the warehouse says, without its name of the question. */
function reasonOf(error: AppError): string {
	const text = error.cause instanceof Error ? error.cause.message : error.message;
	return text.replace(/\.?\s*\(?[A-Z_]+\)?\s*$/, "").slice(0, 300);
}

/** People's numbers as the SELECT answers them, some thousands at a time. */
export async function* readSelected(ctx: Context, sql: string): AsyncGenerator<number[]> {
	const built = await requireSelect(ctx, sql);
	const row = z.object({ person: z.number().int() });
	let batch: number[] = [];
	const query = { ...built, name: "segments.select_list", row };
	for await (const { person } of streamRows(ctx.warehouse, query, { settings: limits })) {
		batch.push(person);
		if (batch.length < 50_000) continue;
		yield batch;
		batch = [];
	}
	if (batch.length > 0) yield batch;
}
