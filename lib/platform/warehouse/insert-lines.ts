import { Readable } from "node:stream";
import { ClickHouseError } from "@clickhouse/client";
import { AppError } from "@/lib/kernel/app-error";
import type { Warehouse } from "@/lib/platform/warehouse/warehouse";

const linesPerChunk = 1_000;

function* chunks(lines: readonly string[]): Generator<Buffer> {
	for (let at = 0; at < lines.length; at += linesPerChunk) {
		yield Buffer.from(`${lines.slice(at, at + linesPerChunk).join("\n")}\n`, "utf8");
	}
}

/**
 * Inserts rows that are already JSON text, one per line. Repeating the same lines under the same token
 * changes nothing, in the table and in every view over it. Old and new months may be mixed in one insert.
 */
export async function insertLines(
	warehouse: Warehouse,
	table: string,
	lines: readonly string[],
	{ token }: { token: string },
): Promise<void> {
	if (lines.length === 0) return;
	if (!/^[a-z_]+$/.test(table))
		throw new AppError("internal", `No such table: ${table}`, { retryable: false });
	try {
		const result = await warehouse.exec({
			query: `INSERT INTO ${table} FORMAT JSONEachRow`,
			values: Readable.from(chunks(lines), { objectMode: false }),
			clickhouse_settings: {
				log_comment: `insert.${table}`,
				insert_deduplication_token: token,
				insert_deduplicate: 1,
				max_partitions_per_insert_block: "0",
				wait_end_of_query: 1,
			},
		});
		result.stream.resume();
		await new Promise<void>((resolve, reject) => {
			result.stream.on("end", resolve).on("error", reject);
		});
	} catch (error) {
		// Text that cannot be parsed (6, 26, 27, 53, 72, 117) will not become valid by retrying.
		if (error instanceof ClickHouseError && ["6", "26", "27", "53", "72", "117"].includes(error.code)) {
			throw new AppError("internal", `The warehouse refused rows of ${table}.`, {
				cause: error,
				retryable: false,
			});
		}
		throw new AppError("upstream", `The warehouse did not take rows of ${table}.`, { cause: error });
	}
}
