import { madeEventsSql, madePeopleSql, propertiesSql } from "@/bench/data/made-rows";
import { createdAt, type Scale, traitTypes } from "@/bench/data/shape";
import { formatInstant } from "@/lib/kernel/sql-binder";
import type { Warehouse } from "@/lib/platform/warehouse/warehouse";

const rowsPerInsert = 1_000_000;
const created = `toDateTime64('${formatInstant(createdAt)}', 3, 'UTC')`;
const eventColumns = "ws, event, uid, time, message, received_at, source, properties";

/**
 * Generates a workspace's events, traits and people inside the warehouse. The row's number is the event's
 * message id.
 */
export async function fillWorkspace(
	warehouse: Warehouse,
	ws: number,
	scale: Scale,
	say: (line: string) => void,
): Promise<void> {
	await warehouse.command({
		query: `INSERT INTO profile_change (ws, change, uid, root, effective_at, recorded_at)
SELECT ${ws}, arrayJoin(if(uid % 10 < 7, ['created', 'known'], ['created'])) AS change, uid, uid, ${created}, ${created}
FROM (${madePeopleSql(scale)})`,
	});
	for (const [trait, type] of Object.entries(traitTypes)) {
		await warehouse.command({
			query: `INSERT INTO trait_history (ws, trait, uid, type, string_value, number_value, list_value, priority, source, valid_from, recorded_at)
SELECT ${ws}, '${trait}', uid, '${type}', ${type === "string" ? trait : "''"}, ${type === "string" ? "0" : trait}, [], 1, 'bench', ${created}, ${created}
FROM (${madePeopleSql(scale)})`,
		});
	}
	for (let from = 0; from < scale.events; from += rowsPerInsert) {
		const to = Math.min(from + rowsPerInsert, scale.events);
		await warehouse.command({
			query: `INSERT INTO events (${eventColumns})
SELECT ${ws}, event, uid, ts, row, ts, 'bench', ${propertiesSql}
FROM (${madeEventsSql(scale, from, to)})`,
		});
		if (to % (10 * rowsPerInsert) === 0) say(`${to / 1e6} M events`);
	}
}

/** A second workspace with the same people and the first `events` events of another. */
export async function copyWorkspace(
	warehouse: Warehouse,
	{ from, to, events }: { from: number; to: number; events: number },
): Promise<void> {
	const copy = (table: string, columns: string, condition: string) =>
		warehouse.command({
			query: `INSERT INTO ${table} (ws, ${columns}) SELECT ${to}, ${columns} FROM ${table} WHERE ws = ${from}${condition}`,
		});
	await copy("profile_change", "change, uid, root, effective_at, recorded_at", "");
	await copy(
		"trait_history",
		"trait, uid, type, string_value, number_value, list_value, priority, source, valid_from, recorded_at",
		"",
	);
	await copy("events", eventColumns.replace("ws, ", ""), ` AND message < ${events}`);
}

/** Lets the engine finish merging: a shop's history is not all from the last minute. */
export async function settleTables(warehouse: Warehouse): Promise<void> {
	const found = await warehouse.query({
		query:
			"SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND total_rows > 0 ORDER BY name",
		format: "JSONEachRow",
	});
	for (const { name } of await found.json<{ name: string }>()) {
		await warehouse.command({ query: `OPTIMIZE TABLE ${name} FINAL` });
	}
}
