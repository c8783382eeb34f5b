import type { OutboundPostgres } from "@/lib/platform/outbound/postgres";

/** The table cannot be written as it is; the message says why and what cures it. */
export class WrongTable extends Error {}

export type Column = {
	name: string;
	/** As SQL writes it, with its length. */
	type: string;
	/** Whether rows can be merged by it: a unique key of this column alone, over all rows, checked at once. */
	isKey: boolean;
	/** A new row needs a value of it. */
	isRequired: boolean;
	/** Its value is computed or given by the server: nobody writes it. */
	isGenerated: boolean;
};

/** The columns of a table, by name; empty: there is no such table. */
export async function readColumns(
	server: OutboundPostgres,
	{ schema, table }: { schema: string; table: string },
): Promise<ReadonlyMap<string, Column>> {
	const rows = await server.query<Column & { isTable: boolean }>(
		`SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, c.relkind IN ('r', 'p') AS "isTable",
				EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indimmediate
					AND i.indpred IS NULL AND i.indnkeyatts = 1 AND i.indkey[0] = a.attnum) AS "isKey",
				a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AS "isRequired",
				a.attgenerated <> '' OR a.attidentity = 'a' AS "isGenerated"
			FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
			WHERE n.nspname = $1 AND c.relname = $2 AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
		[schema, table],
	);
	if (rows.some(({ isTable }) => !isTable))
		throw new WrongTable(
			`“${table}” is no table but a view or something else that rows cannot be merged into.`,
		);
	return new Map(rows.map(({ isTable: _, ...column }) => [column.name, column]));
}

/** The column rows are merged by. */
export function keyColumn(columns: ReadonlyMap<string, Column>, key: string, table: string): Column {
	const column = columns.get(key);
	if (!column)
		throw new WrongTable(
			`The table “${table}” has no column “${key}” for the identifier. Add it with a unique key, or enter another column.`,
		);
	if (!column.isKey)
		throw new WrongTable(
			`The column “${key}” of the table “${table}” is no unique key, so that rows cannot be merged by it. Add a unique constraint on this column alone.`,
		);
	return column;
}

/** The column that says who is in the audience, where leavers are flagged. */
export function flagColumn(columns: ReadonlyMap<string, Column>, flag: string, table: string): Column {
	const column = columns.get(flag);
	if (column?.type !== "boolean")
		throw new WrongTable(
			`Whoever leaves is to be flagged, but the table “${table}” has no boolean column “${flag}”. Add it, or let leavers be deleted.`,
		);
	return column;
}
