import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import type { BoundSql } from "@/lib/kernel/sql-binder";
import { failureText } from "@/lib/lists/select/failure-text";
import { buildSelect, readSelect } from "@/lib/lists/select/read-select";
import { log } from "@/lib/platform/log";
import { defineQuery, streamRows } from "@/lib/platform/warehouse/define-query";
import { listsWarehouse, ofWorkspace, warehouseCode } from "@/lib/platform/warehouse/lists-warehouse";
import type { Context } from "@/lib/workspaces/server/context";

/** It only reads, ends in time, and returns no more people than a list may have. */
const limits = {
	readonly: "2",
	max_execution_time: 30,
	max_memory_usage: "2000000000",
	max_result_rows: "5000000",
	result_overflow_mode: "throw",
} as const;

const settingsFor = (ctx: Context) => ({ settings: { ...limits, ...ofWorkspace(ctx.workspace.number) } });

const describeAnswer = defineQuery({
	name: "segments.describe_list",
	row: z.object({ name: z.string() }),
	build: ({ sql, params }: BoundSql) => ({ sql: `DESCRIBE (${sql})`, params }),
});

function invalidSelect(message: string, cause?: unknown): AppError {
	return new AppError("invalid", `The SELECT cannot be used. ${message}.`, {
		issues: [{ path: "sql", message }],
		cause,
	});
}

/**
 * The statement for an admin's SELECT, over the workspace's own rows; refused unless the grammar covers all
 * of it.
 */
function buildOrRefuse(ctx: Context, sql: string): BoundSql {
	const read = readSelect(sql);
	if (!read.ok) throw invalidSelect(read.message);
	return buildSelect(read.query, ctx.workspace.number);
}

/** The warehouse's own message goes to the log only: it may quote data that no one here should read. */
function asOwnWords(ctx: Context, error: unknown): unknown {
	const code = warehouseCode(error);
	if (code === null) return error;
	const sentence = failureText(code);
	log.warn("segments.list_select_failed", {
		workspaceId: ctx.workspace.id,
		requestId: ctx.requestId,
		code,
	});
	if (code === 202)
		return new AppError("upstream", "The warehouse is busy; the list is retried automatically.", {
			cause: error,
		});
	if (sentence !== null) return invalidSelect(sentence, error);
	return new AppError(
		"internal",
		"The warehouse could not run the SELECT; the server's log has its error number.",
		{
			cause: error,
		},
	);
}

/**
 * Rejects anything but a SELECT of `uid` over the workspace's own rows. What passes the grammar is then
 * checked for its column types, so that a wrong type is reported while typing; the engine runs no more of it
 * than scalar sub-selects, within the limits above.
 */
export async function requireSelect(ctx: Context, sql: string): Promise<void> {
	const built = buildOrRefuse(ctx, sql);
	const warehouse = await listsWarehouse();
	await describeAnswer(warehouse, built, settingsFor(ctx)).catch((error: unknown) => {
		throw asOwnWords(ctx, error);
	});
}

/** People's numbers as the SELECT returns them, some thousands at a time. */
export async function* readSelected(ctx: Context, sql: string): AsyncGenerator<number[]> {
	const built = buildOrRefuse(ctx, sql);
	const warehouse = await listsWarehouse();
	const row = z.object({ person: z.number().int() });
	let batch: number[] = [];
	const query = { ...built, name: "segments.select_list", row };
	try {
		for await (const { person } of streamRows(warehouse, query, settingsFor(ctx))) {
			batch.push(person);
			if (batch.length < 50_000) continue;
			yield batch;
			batch = [];
		}
	} catch (error) {
		throw asOwnWords(ctx, error);
	}
	if (batch.length > 0) yield batch;
}
