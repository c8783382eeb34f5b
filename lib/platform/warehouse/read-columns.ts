import type { BoundSql } from "@/lib/kernel/sql-binder";
import { failed, type QueryOptions } from "@/lib/platform/warehouse/define-query";
import type { Warehouse } from "@/lib/platform/warehouse/warehouse";

/**
 * An answer as columns, in the order they are selected, for reads of many rows: several times faster than rows. 64-bit
 * numbers come as JavaScript numbers: select those that may be larger than 2^53 as text.
 */
export async function readColumns(
	warehouse: Warehouse,
	name: string,
	{ sql, params }: BoundSql,
	options: QueryOptions = {},
): Promise<unknown[][]> {
	try {
		const result = await warehouse.query({
			query: sql,
			query_params: params,
			format: "JSONCompactColumns" as "JSONCompact", // Safe because the text is read, not the client's typed rows.
			...(options.signal ? { abort_signal: options.signal } : {}),
			clickhouse_settings: {
				log_comment: name,
				output_format_json_quote_64bit_integers: 0,
				...options.settings,
			},
		});
		return JSON.parse(await result.text());
	} catch (error) {
		throw failed(name, error, options.signal);
	}
}
