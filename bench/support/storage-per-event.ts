import type { Warehouse } from "@/lib/platform/warehouse/warehouse";

/** Tables with a row for each event. */
const tables = ["events", "events_by_person", "events_by_time", "person_change"] as const;

/** Bytes on disk for each event, altogether and by table: parts in use, columns for single properties included. */
export async function readStoragePerEvent(
	warehouse: Warehouse,
): Promise<{ bytes: number; byTable: Record<string, number> } | null> {
	const found = await warehouse.query({
		query: `SELECT table, sum(rows) AS rows, sum(bytes_on_disk) AS bytes FROM system.parts
			WHERE active AND database = currentDatabase() AND table IN {tables:Array(String)} GROUP BY table`,
		query_params: { tables },
		format: "JSONEachRow",
	});
	const rows = await found.json<{ table: string; rows: string; bytes: string }>();
	const events = Number(rows.find(({ table }) => table === "events")?.rows ?? 0);
	if (events === 0) return null;
	const byTable = Object.fromEntries(
		rows.map(({ table, bytes }) => [table, Math.round((Number(bytes) / events) * 10) / 10]),
	);
	const bytes = rows.reduce((sum, row) => sum + Number(row.bytes), 0) / events;
	return { bytes: Math.round(bytes * 10) / 10, byTable };
}
