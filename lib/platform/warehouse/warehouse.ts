import {
	type ClickHouseClient,
	ClickHouseLogLevel,
	type ClickHouseSettings,
	createClient,
} from "@clickhouse/client";
import { env } from "@/lib/platform/env";
import { jsonLine } from "@/lib/platform/warehouse/json-line";
import { Reader } from "@/lib/platform/warehouse/reader";

/** The driver, and how rows are read past it. */
export type Warehouse = ClickHouseClient & { readonly reader: Reader };

const holder = globalThis as { musterWarehouse?: Warehouse };

/**
 * Settings of every query. The first keeps large IN sets from being sorted for index analysis (8 times slower);
 * 64-bit numbers travel as text so that JavaScript keeps their digits; numbers inside JSON properties are always Float64
 * and dates stay text, so that a path has one numeric type. Statements may be as long as those of the largest rule there
 * may be (`ruleLimits`); a server's own limits are lower.
 */
const settings = {
	use_index_for_in_with_subqueries: 0,
	max_threads: 2,
	max_execution_time: 120,
	date_time_output_format: "iso",
	output_format_json_quote_64bit_integers: 1,
	input_format_try_infer_integers: 0,
	input_format_try_infer_dates: 0,
	input_format_try_infer_datetimes: 0,
	date_time_input_format: "best_effort",
	deduplicate_blocks_in_dependent_materialized_views: 1,
	max_query_size: String(8 * 1024 * 1024),
	max_ast_elements: "1000000",
	max_expanded_ast_elements: "5000000",
} as const;

const idleMs = 2_000;
const connections = 16;

/** A client of the warehouse at `url`, for commands that work on another than the process's own, or take longer. */
export function openWarehouse(
	url: string,
	databaseName: string,
	{ timeoutMs = 130_000, more = {} }: { timeoutMs?: number; more?: ClickHouseSettings } = {},
): Warehouse {
	const all = { ...settings, ...more };
	const client = createClient({
		url,
		database: databaseName,
		application: "muster",
		request_timeout: timeoutMs,
		// Errors are thrown to the caller; the client's own log lines would quote bound values and report
		// withdrawn queries.
		log: { level: ClickHouseLogLevel.OFF },
		max_open_connections: connections,
		keep_alive: { idle_socket_ttl: idleMs },
		compression: { request: false, response: false },
		clickhouse_settings: all,
		json: { stringify: jsonLine },
	});
	const reader = new Reader({ url, database: databaseName, settings: all, timeoutMs, idleMs, connections });
	return Object.assign(client, { reader });
}

/** The process's one client of the warehouse. */
export function warehouse(): Warehouse {
	holder.musterWarehouse ??= openWarehouse(env.CLICKHOUSE_URL, env.CLICKHOUSE_DATABASE);
	return holder.musterWarehouse;
}

/** Closes the connections: for commands and tests that end. */
export async function closeWarehouse(): Promise<void> {
	holder.musterWarehouse?.reader.close();
	await holder.musterWarehouse?.close();
	delete holder.musterWarehouse;
}

/** Whether the warehouse answers a query now, within a health check's patience. */
export async function probeWarehouse(client: Warehouse, withinMs: number): Promise<boolean> {
	const pending = client
		.ping({ select: true, abort_signal: AbortSignal.timeout(withinMs) })
		.then(({ success }) => success);
	return await Promise.race([
		pending.catch(() => false),
		new Promise<false>((resolve) => setTimeout(() => resolve(false), withinMs).unref()),
	]);
}
