import { Readable } from "node:stream";
import { ClickHouseError, type ClickHouseSettings } from "@clickhouse/client";
import type { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import type { BoundSql } from "@/lib/kernel/sql-binder";
import type { Warehouse } from "@/lib/platform/warehouse/warehouse";

export type QueryOptions = { signal?: AbortSignal; settings?: ClickHouseSettings };

/**
 * ClickHouse errors worth retrying: too many statements (202) or parts (252) at once, a connection error
 * (209, 210), a stopped statement (236, 394), and a table that was replaced while it was read (395).
 */
const passingCodes = new Set(["202", "209", "210", "236", "252", "394", "395"]);

/**
 * A statement too deep (167, 306) or too big (168), or a pattern too large (427), for limits a server may set
 * lower than ours.
 */
const tooLargeCodes = new Set(["167", "168", "306", "427"]);

/** The engine's message without quoted values: they may be personal, and the message goes to the log. */
export function withoutValues(message: string): string {
	return message.replace(/'[^']*'?/g, "'…'").slice(0, 1_000);
}

export function failed(name: string, error: unknown, signal: AbortSignal | undefined): AppError {
	if (signal?.aborted)
		return new AppError("conflict", "The query was canceled.", { cause: error, retryable: false });
	if (error instanceof ClickHouseError) {
		if (error.code === "159")
			return new AppError("limit", "The warehouse took too long; try a narrower query.", { cause: error });
		if (error.code === "241")
			return new AppError("limit", "The warehouse ran out of memory for this query.", { cause: error });
		if (tooLargeCodes.has(error.code)) {
			return new AppError(
				"invalid",
				"This is more than the warehouse accepts in one query; try a smaller one.",
				{
					cause: error,
				},
			);
		}
		return new AppError("internal", `Warehouse query ${name} failed: ${withoutValues(error.message)}`, {
			cause: error,
			retryable: passingCodes.has(error.code),
		});
	}
	return new AppError("upstream", "The warehouse cannot be reached.", { cause: error });
}

/**
 * A query as an object: its name goes to the server's log comment, its rows are parsed, its values are bound.
 * `build` creates the text; the returned function runs it.
 */
export function defineQuery<Input, Row>(query: {
	name: string;
	row: z.ZodType<Row>;
	build: (input: Input) => BoundSql;
}): (warehouse: Warehouse, input: Input, options?: QueryOptions) => Promise<Row[]> {
	return async (warehouse, input, options = {}) => {
		const { sql, params } = query.build(input);
		try {
			const settings = { log_comment: query.name, ...options.settings };
			const rows = await warehouse.reader.rows({ sql, params, settings, signal: options.signal });
			return rows.map((row) => query.row.parse(row));
		} catch (error) {
			if (error instanceof ClickHouseError || !(error instanceof Error && error.name === "ZodError"))
				throw failed(query.name, error, options.signal);
			throw error;
		}
	};
}

/** Rows of a large result, one by one, without holding them all in memory. */
export async function* streamRows<Row>(
	warehouse: Warehouse,
	query: BoundSql & { name: string; row: z.ZodType<Row> },
	options: QueryOptions = {},
): AsyncGenerator<Row> {
	try {
		const result = await warehouse.query({
			query: query.sql,
			query_params: query.params,
			format: "JSONEachRow",
			...(options.signal ? { abort_signal: options.signal } : {}),
			clickhouse_settings: { log_comment: query.name, ...options.settings },
		});
		for await (const rows of result.stream<unknown>()) {
			for (const row of rows) yield query.row.parse(row.json());
		}
	} catch (error) {
		if (error instanceof Error && error.name === "ZodError") throw error;
		throw failed(query.name, error, options.signal);
	}
}

/** A statement without a result: INSERT … SELECT, ALTER, DELETE. Waits until it is done. */
export async function runSql(
	warehouse: Warehouse,
	name: string,
	{ sql, params }: BoundSql,
	options: QueryOptions = {},
): Promise<void> {
	try {
		await warehouse.command({
			query: sql,
			query_params: params,
			...(options.signal ? { abort_signal: options.signal } : {}),
			clickhouse_settings: { log_comment: name, mutations_sync: "2", ...options.settings },
		});
	} catch (error) {
		throw failed(name, error, options.signal);
	}
}

/**
 * Inserts rows, durably on return (data and folder fsynced). With a token, resending the same rows under the
 * same token changes nothing, in the table and in every view over it.
 */
export async function insertRows(
	warehouse: Warehouse,
	table: string,
	rows: readonly object[] | AsyncIterable<object>,
	{ token, settings }: { token?: string; settings?: ClickHouseSettings } = {},
): Promise<void> {
	if (Array.isArray(rows) && rows.length === 0) return;
	try {
		await warehouse.insert({
			table,
			// Safe because the client accepts arrays and object streams alike.
			values: (Array.isArray(rows) ? rows : Readable.from(rows as AsyncIterable<object>)) as object[],
			format: "JSONEachRow",
			clickhouse_settings: {
				log_comment: `insert.${table}`,
				...(token ? { insert_deduplication_token: token, insert_deduplicate: 1 } : {}),
				...settings,
			},
		});
	} catch (error) {
		throw failed(`insert.${table}`, error, undefined);
	}
}
