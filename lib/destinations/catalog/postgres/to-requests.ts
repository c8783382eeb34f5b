import type { Batch, Connection, RequestDescription } from "@/lib/destinations/contract";
import { pathSafe } from "@/lib/destinations/files/build-file";
import type { FieldValue } from "@/lib/destinations/what-is-sent";

/** What Muster's own Postgres client is asked to do with a table. */
export type TableRequest = {
	schema: string;
	table: string;
	/** Created for this sync by Muster, and given the columns it needs. */
	isOwn: boolean;
	key: string;
	/** The column that says who is in the audience; null: whoever leaves is deleted. */
	flag: string | null;
	columns: readonly string[];
	operation: Batch["operation"];
	/** Each with the key and the columns by name. */
	rows: readonly Record<string, FieldValue>[];
};

/** What it is asked to look at: nothing is changed. */
export type LookRequest = {
	looksFor: "place" | "columns";
	schema: string;
	/** Null: a table for each sync. */
	table: string | null;
	/** The columns that may be the identifier's. */
	keys: readonly string[];
	flag: string | null;
};

/** Brings rows up to date by their key, or deletes or flags them. */
export function mergeRows(connection: Connection, batch: Batch): RequestDescription {
	const [kind = ""] = batch.kinds;
	const { settings } = connection;
	const columns = batch.fieldNames ?? [];
	const key = settings.table ? settings.keyColumn || kind : kind;
	const body: TableRequest = {
		schema: settings.schema ?? "",
		table: settings.table || tableName(batch.audience),
		isOwn: !settings.table,
		key,
		flag: flagOf(connection),
		columns,
		operation: batch.operation,
		rows: batch.rows.map((row) => ({
			...Object.fromEntries(columns.map((name) => [name, row.fields?.[name] ?? null])),
			[key]: row.value,
		})),
	};
	return { method: "POST", url: settings.url ?? "", headers: {}, body: JSON.stringify(body) };
}

/** Asks who is signed in where, and whether rows could be written; changes nothing. */
export function lookAtPlace(connection: Connection): RequestDescription {
	return look(connection, "place");
}

/** Asks which columns the customer's own table has. */
export function lookAtColumns(connection: Connection): RequestDescription {
	return look(connection, "columns");
}

function look(connection: Connection, looksFor: LookRequest["looksFor"]): RequestDescription {
	const { settings } = connection;
	const body: LookRequest = {
		looksFor,
		schema: settings.schema ?? "",
		table: settings.table || null,
		keys: settings.keyColumn ? [settings.keyColumn] : ["email", "user_id", "phone"],
		flag: flagOf(connection),
	};
	return { method: "GET", url: settings.url ?? "", headers: {}, body: JSON.stringify(body) };
}

/** The column that says who is in the audience; null: leavers are deleted. */
export function flagOf({ settings }: Connection): string | null {
	return settings.leavers === "flag" ? settings.flagColumn || "in_audience" : null;
}

/** Postgres cuts longer names at 63 bytes. */
export const longestName = 63;

/** Of the sync alone: the mark at the end of its audience's name makes it so. */
function tableName({ name }: Batch["audience"]): string {
	return `muster_${pathSafe(name).toLowerCase().replaceAll("-", "_")}`.slice(-longestName);
}
