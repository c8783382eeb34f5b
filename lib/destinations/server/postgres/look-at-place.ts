import type { LookRequest } from "@/lib/destinations/catalog/postgres/to-requests";
import type { HttpResponse } from "@/lib/destinations/contract";
import {
	flagColumn,
	keyColumn,
	readColumns,
	WrongTable,
} from "@/lib/destinations/server/postgres/read-columns";
import type { OutboundPostgres } from "@/lib/platform/outbound/postgres";

/** Says whether rows could be written, or which columns there are; changes nothing. */
export async function lookAtPlace(
	server: OutboundPostgres,
	request: LookRequest,
	url: URL,
): Promise<HttpResponse> {
	const [found] = await server.query<{ mayCreate: boolean; mayUse: boolean; user: string }>(
		`SELECT has_schema_privilege(oid, 'CREATE') AS "mayCreate", has_schema_privilege(oid, 'USAGE') AS "mayUse",
				current_user AS "user"
			FROM pg_namespace WHERE nspname = $1`,
		[request.schema],
	);
	if (!found) return { status: 404, headers: { "sql-state": "3F000" }, body: "" };
	const { table } = request;
	if (!found.mayUse || (table === null && !found.mayCreate)) return noRight;
	const database = decodeURIComponent(url.pathname.slice(1));
	const place = (what: string): HttpResponse => ({
		status: 200,
		headers: { place: `${what} in ${database} at ${url.host} as ${found.user}` },
		body: "",
	});
	if (table === null) return place(request.schema);
	const columns = await readColumns(server, { schema: request.schema, table });
	if (columns.size === 0)
		throw new WrongTable(
			`There is no table “${table}” in the schema “${request.schema}”. Create it, or leave the table empty.`,
		);
	if (request.looksFor === "columns")
		return { status: 200, headers: {}, body: JSON.stringify([...columns.values()]) };
	const [may] = await server.query<{ mayWrite: boolean }>(
		`SELECT bool_and(has_table_privilege(c.oid, right_name)) AS "mayWrite"
			FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, unnest($3::text[]) AS right_name
			WHERE n.nspname = $1 AND c.relname = $2`,
		[request.schema, table, ["SELECT", "INSERT", "UPDATE", ...(request.flag === null ? ["DELETE"] : [])]],
	);
	if (!may?.mayWrite)
		return {
			status: 403,
			headers: { "sql-state": "42501" },
			body: `The user may not write the table “${table}”. GRANT SELECT, INSERT, UPDATE${request.flag === null ? ", DELETE" : ""} ON it.`,
		};
	const [key = ""] = request.keys;
	if (request.keys.length === 1) keyColumn(columns, key, table);
	else if (!request.keys.some((one) => columns.get(one)?.isKey))
		throw new WrongTable(
			`None of the columns ${request.keys.join(", ")} of the table “${table}” is a unique key. Enter the column of the identifier.`,
		);
	if (request.flag !== null) flagColumn(columns, request.flag, table);
	return place(`the table ${request.schema}.${table}`);
}

const noRight: HttpResponse = { status: 403, headers: { "sql-state": "42501" }, body: "" };
