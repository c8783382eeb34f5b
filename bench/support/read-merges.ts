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
