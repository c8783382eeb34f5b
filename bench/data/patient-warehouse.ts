import { ClickHouseLogLevel, createClient } from "@clickhouse/client";
import { env } from "@/lib/platform/env";
import type { Warehouse } from "@/lib/platform/warehouse/warehouse";

/** A client for statements that take minutes: making data and taking it out. */
export function openPatientWarehouse(): Warehouse {
	return createClient({
		url: env.CLICKHOUSE_URL,
		database: env.CLICKHOUSE_DATABASE,
		application: "muster-bench",
		request_timeout: 3_600_000,
		log: { level: ClickHouseLogLevel.ERROR },
		clickhouse_settings: {
			max_execution_time: 0,
			max_threads: 2,
			max_insert_threads: "2",
			max_partitions_per_insert_block: "0",
			input_format_try_infer_integers: 0,
			input_format_try_infer_dates: 0,
			input_format_try_infer_datetimes: 0,
			deduplicate_blocks_in_dependent_materialized_views: 1,
		},
	});
}
