import type { Warehouse } from "@/lib/platform/warehouse/warehouse";

/** Rows the engine has inserted and merged since it started. */
export async function readMerges(warehouse: Warehouse): Promise<{ inserted: number; merged: number }> {
	const found = await warehouse.query({
		query: "SELECT event, value FROM system.events WHERE event IN ('InsertedRows', 'MergedRows')",
		format: "JSONEachRow",
	});
	const values = new Map(
		(await found.json<{ event: string; value: string }>()).map(({ event, value }) => [event, Number(value)]),
	);
	return { inserted: values.get("InsertedRows") ?? 0, merged: values.get("MergedRows") ?? 0 };
}

/**
 * Ratio of disk space of all the warehouse's parts to those in use: merged ones stay for a while. Null when
 * empty.
 */
export async function readDiskAmplification(warehouse: Warehouse): Promise<number | null> {
	const found = await warehouse.query({
		query: "SELECT sum(bytes_on_disk) AS held, sumIf(bytes_on_disk, active) AS used FROM system.parts",
		format: "JSONEachRow",
	});
	const [row] = await found.json<{ held: string; used: string }>();
	return row && Number(row.used) > 0 ? Number(row.held) / Number(row.used) : null;
}
