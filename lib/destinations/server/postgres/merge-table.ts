import pg from "pg";
import type { TableRequest } from "@/lib/destinations/catalog/postgres/to-requests";

/** The table cannot be merged into: someone changed its key. */
export class WrongTable extends Error {}

export type RejectedRow = { index: number; reason: string };

/**
 * Merges rows into the sync's own table, which is created when it is missing and gets a column for each new field.
 * What the row already holds is not written again. Values take the type that the column has; a row with one that does
 * not fit is rejected, and the rest is written.
 */
export async function mergeTable(
	client: pg.Client,
	request: TableRequest,
	progress: { isCommitting: boolean },
): Promise<RejectedRow[]> {
	const name = pg.escapeIdentifier;
	const table = `${name(request.schema)}.${name(request.table)}`;
	const key = name(request.key);
	await client.query("BEGIN");
	await prepareTable(client, request, table);
	const columns = request.columns.map(name);
	const differs = (side: string) => `(${columns.map((column) => `${side}.${column}`).join(", ")})`;
	const onConflict =
		columns.length === 0
			? "DO NOTHING"
			: `DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(", ")}
				WHERE ${differs("t")} IS DISTINCT FROM ${differs("excluded")}`;
	const all = [key, ...columns].join(", ");
	const statement =
		request.operation === "remove"
			? `DELETE FROM ${table} WHERE ${key} IN (SELECT ${key} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb))`
			: `INSERT INTO ${table} AS t (${all}) SELECT ${all} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)
				ON CONFLICT (${key}) ${onConflict}`;
	const run = async (rows: TableRequest["rows"]): Promise<string | null> => {
		await client.query("SAVEPOINT batch");
		try {
			await client.query(statement, [JSON.stringify(rows)]);
			await client.query("RELEASE SAVEPOINT batch");
			return null;
		} catch (error) {
			// Class 22: a value that does not fit; 23: a constraint of the table.
			if (!(error instanceof pg.DatabaseError) || !/^2[23]/.test(error.code ?? "")) throw error;
			await client.query("ROLLBACK TO SAVEPOINT batch");
			return reasonOf(error);
		}
	};
	const rejected: RejectedRow[] = [];
	// Halved until the rows at fault are alone.
	const settle = async (first: number, end: number): Promise<void> => {
		const reason = await run(request.rows.slice(first, end));
		if (reason === null) return;
		if (end - first === 1) return void rejected.push({ index: first, reason });
		const middle = Math.ceil((first + end) / 2);
		await settle(first, middle);
		await settle(middle, end);
	};
	if (request.rows.length > 0) await settle(0, request.rows.length);
	progress.isCommitting = true;
	await client.query("COMMIT");
	return rejected;
}

async function prepareTable(client: pg.Client, request: TableRequest, table: string): Promise<void> {
	const name = pg.escapeIdentifier;
	const { rows } = await client.query<{ name: string; isKey: boolean }>(
		`SELECT a.attname AS name, EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique
				AND i.indpred IS NULL AND i.indnkeyatts = 1 AND i.indkey[0] = a.attnum) AS "isKey"
			FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
			WHERE n.nspname = $1 AND c.relname = $2 AND a.attnum > 0 AND NOT a.attisdropped`,
		[request.schema, request.table],
	);
	if (rows.length === 0) {
		const columns = request.columns.map((column) => `, ${name(column)} text`).join("");
		await client.query(`CREATE TABLE ${table} (${name(request.key)} text PRIMARY KEY${columns})`);
		return;
	}
	if (!rows.some((column) => column.name === request.key && column.isKey)) throw new WrongTable();
	const known = new Set(rows.map((column) => column.name));
	for (const column of request.columns) {
		if (!known.has(column)) await client.query(`ALTER TABLE ${table} ADD COLUMN ${name(column)} text`);
	}
}

/** Never the value itself. */
function reasonOf({ code, column }: pg.DatabaseError): string {
	const at = column ? ` of the column "${column}"` : "";
	if (code === "22001") return "A value is too long for its column of the table.";
	if (code === "23502") return `The table wants a value${at}, and the person has none.`;
	if (code?.startsWith("22")) return "A value does not fit the type of its column of the table.";
	return `A constraint of the table refuses the row (${code}).`;
}
