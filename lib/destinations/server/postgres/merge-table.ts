import type { TableRequest } from "@/lib/destinations/catalog/postgres/to-requests";
import {
	type Column,
	flagColumn,
	keyColumn,
	readColumns,
	WrongTable,
} from "@/lib/destinations/server/postgres/read-columns";
import { type OutboundPostgres, PostgresRefusal, quoteName } from "@/lib/platform/outbound/postgres";

export type RejectedRow = { index: number; reason: string };

/**
 * Merges rows into a table by their key. The sync's own table is created when it is missing and gets a column for each
 * new field; in a table of the customer's only the key, the mapped columns and the flag are written. What a row
 * already holds is not written again. Values take the type that the column has; a row with one that does not fit is
 * rejected, and the rest is written.
 */
export async function mergeTable(
	server: OutboundPostgres,
	request: TableRequest,
	progress: { isCommitting: boolean },
): Promise<RejectedRow[]> {
	await server.query("BEGIN");
	const columns = await prepareTable(server, request);
	const statements = request.operation === "remove" ? removal(request, columns) : assertion(request, columns);
	const run = async (rows: TableRequest["rows"]): Promise<string | null> => {
		await server.query("SAVEPOINT batch");
		try {
			for (const statement of statements) await server.query(statement, [JSON.stringify(rows)]);
			await server.query("RELEASE SAVEPOINT batch");
			return null;
		} catch (error) {
			// Class 22: a value that does not fit; 23: a constraint of the table; 54000: too long for the key's index.
			if (!(error instanceof PostgresRefusal) || !/^(2[23]|54000)/.test(error.code)) throw error;
			await server.query("ROLLBACK TO SAVEPOINT batch");
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
	await server.query("COMMIT");
	return rejected;
}

const tableOf = ({ schema, table }: TableRequest): string => `${quoteName(schema)}.${quoteName(table)}`;

/** The rows of the request, each value of the type that its column has. */
function given(columns: readonly Column[]): string {
	const typed = columns.map(({ name, type }) => `${quoteName(name)} ${type}`).join(", ");
	return `jsonb_to_recordset($1::jsonb) AS g (${typed})`;
}

/**
 * Brings those there up to date, then puts the others there. Not all in one INSERT: its row would be refused for a
 * missing value of another column although the person is there and has one.
 */
function assertion(request: TableRequest, columns: ReadonlyMap<string, Column>): string[] {
	const table = tableOf(request);
	const key = keyColumn(columns, request.key, request.table);
	const mapped = request.columns.map((name) => mappedColumn(columns, name, request));
	const keyName = quoteName(key.name);
	const names = mapped.map(({ name }) => quoteName(name));
	const flag = request.flag === null ? [] : [quoteName(request.flag)];
	const values = [...names.map((name) => `g.${name}`), ...flag.map(() => "true")];
	const written = [...names, ...flag];
	const source = given([key, ...mapped]);
	const insert = `INSERT INTO ${table} (${[keyName, ...written].join(", ")})
		SELECT ${[`g.${keyName}`, ...values].join(", ")} FROM ${source}
		WHERE NOT EXISTS (SELECT 1 FROM ${table} AS t WHERE t.${keyName} = g.${keyName})
		ON CONFLICT (${keyName}) DO NOTHING`;
	if (written.length === 0) return [insert];
	const update = `UPDATE ${table} AS t SET ${written.map((name, index) => `${name} = ${values[index]}`).join(", ")}
		FROM ${source} WHERE t.${keyName} = g.${keyName}
		AND (${written.map((name) => `t.${name}`).join(", ")}) IS DISTINCT FROM (${values.join(", ")})`;
	// Once more at the end, for whoever someone else put there in between.
	return [update, insert, update];
}

function removal(request: TableRequest, columns: ReadonlyMap<string, Column>): string[] {
	const table = tableOf(request);
	const key = keyColumn(columns, request.key, request.table);
	const keyName = quoteName(key.name);
	const among = `${keyName} IN (SELECT g.${keyName} FROM ${given([key])})`;
	if (request.flag === null) return [`DELETE FROM ${table} WHERE ${among}`];
	const flag = quoteName(request.flag);
	return [`UPDATE ${table} SET ${flag} = false WHERE ${among} AND ${flag} IS DISTINCT FROM false`];
}

function mappedColumn(
	columns: ReadonlyMap<string, Column>,
	name: string,
	{ table, key, flag }: TableRequest,
): Column {
	const column = columns.get(name);
	if (name === key || name === flag)
		throw new WrongTable(
			`The column “${name}” is written by Muster itself. Map the field to another column, or remove it from the mapping.`,
		);
	if (!column)
		throw new WrongTable(
			`The table “${table}” has no column “${name}”. Add it, or remove it from the mapping.`,
		);
	if (column.isGenerated)
		throw new WrongTable(
			`The column “${name}” of the table “${table}” is computed by the database. Remove it from the mapping.`,
		);
	return column;
}

/** The columns of the table, which is created first, or gets the ones it lacks, if it is the sync's own. */
async function prepareTable(
	server: OutboundPostgres,
	request: TableRequest,
): Promise<ReadonlyMap<string, Column>> {
	const columns = await readColumns(server, request);
	const table = tableOf(request);
	const { key, flag } = request;
	if (!request.isOwn) {
		if (columns.size === 0)
			throw new WrongTable(
				`There is no table “${request.table}” in the schema “${request.schema}”. Create it, or leave the table empty.`,
			);
		if (flag !== null) flagColumn(columns, flag, request.table);
		return columns;
	}
	const isAdding = request.operation === "add";
	const lacking = [
		...(isAdding ? request.columns.map((name) => ({ name, definition: `${quoteName(name)} text` })) : []),
		// Who was there before leavers were flagged is in the audience: the others were deleted.
		...(flag === null
			? []
			: [{ name: flag, definition: `${quoteName(flag)} boolean NOT NULL DEFAULT true` }]),
	].filter(({ name }) => name !== key && !columns.has(name));
	if (columns.size === 0) {
		const all = [`${quoteName(key)} text PRIMARY KEY`, ...lacking.map(({ definition }) => definition)];
		await server.query(`CREATE TABLE ${table} (${all.join(", ")})`);
	} else {
		for (const { definition } of lacking) await server.query(`ALTER TABLE ${table} ADD COLUMN ${definition}`);
	}
	return columns.size === 0 || lacking.length > 0 ? await readColumns(server, request) : columns;
}

/** Never the value itself. */
function reasonOf({ code, column }: PostgresRefusal): string {
	const at = column ? ` of the column “${column}”` : "";
	if (code === "22001" || code === "54000") return "A value is too long for its column of the table.";
	if (code === "23502")
		return `The table wants a value${at}, and the row has none. Map a field to it, or give the column a default.`;
	if (code.startsWith("22")) return "A value does not fit the type of its column of the table.";
	return `A constraint of the table refuses the row (${code}).`;
}
