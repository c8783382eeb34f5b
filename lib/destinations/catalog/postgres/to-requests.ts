import type { Batch, Connection, RequestDescription } from "@/lib/destinations/contract";
import { pathSafe } from "@/lib/destinations/files/build-file";
import type { FieldValue } from "@/lib/destinations/what-is-sent";

/** What Muster's own Postgres client is asked to do with a sync's table. */
export type TableRequest = {
	schema: string;
	table: string;
	key: string;
	columns: readonly string[];
	operation: Batch["operation"];
	/** Each with the key and the columns by name. */
	rows: readonly Record<string, FieldValue>[];
};

/** Brings rows up to date by their key, or deletes them. */
export function mergeRows(connection: Connection, batch: Batch): RequestDescription {
	const [kind = ""] = batch.kinds;
	const columns = batch.fieldNames ?? [];
	const body: TableRequest = {
		schema: connection.settings.schema ?? "",
		table: tableName(batch.audience),
		key: kind,
		columns,
		operation: batch.operation,
		rows: batch.rows.map((row) => ({
			...Object.fromEntries(columns.map((name) => [name, row.fields?.[name] ?? null])),
			[kind]: row.value,
		})),
	};
	return { method: "POST", url: connection.settings.url ?? "", headers: {}, body: JSON.stringify(body) };
}

/** Asks who is signed in where, and whether they may create tables; changes nothing. */
export function lookAtSchema({ settings }: Connection): RequestDescription {
	const body = JSON.stringify({ schema: settings.schema ?? "" });
	return { method: "GET", url: settings.url ?? "", headers: {}, body };
}

// Postgres cuts longer names at 63 bytes.
const longestName = 63;

/** Of the sync alone: the mark at the end of its audience's name makes it so. */
function tableName({ name }: Batch["audience"]): string {
	return `muster_${pathSafe(name).toLowerCase().replaceAll("-", "_")}`.slice(-longestName);
}
