import { env } from "@/lib/platform/env";
import { openWarehouse, type Warehouse } from "@/lib/platform/warehouse/warehouse";

/** A client for statements that take minutes: generating and exporting data. */
export function openPatientWarehouse(): Warehouse {
	return openWarehouse(env.CLICKHOUSE_URL, env.CLICKHOUSE_DATABASE, {
		timeoutMs: 3_600_000,
		more: { max_execution_time: 0, max_insert_threads: "2", max_partitions_per_insert_block: "0" },
	});
}
