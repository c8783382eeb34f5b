import { isIP } from "node:net";
import pg from "pg";
import type { TableRequest } from "@/lib/destinations/catalog/postgres/to-requests";
import type { Connection, HttpResponse, RequestDescription } from "@/lib/destinations/contract";
import { mergeTable, WrongTable } from "@/lib/destinations/server/postgres/merge-table";
import type { ExchangeOptions } from "@/lib/destinations/server/sftp/exchange-sftp";
import { resolvePublic } from "@/lib/platform/outbound/connect";
import { OutboundError } from "@/lib/platform/outbound/fetch";
import { isPrivateAddress } from "@/lib/platform/outbound/private-address";

/** Postgres's own classes of errors, as HTTP says the same. */
function statusOf(code: string): number {
	if (code.startsWith("28")) return 401;
	if (code === "42501") return 403;
	if (code === "3D000" || code === "3F000") return 404;
	return 500;
}

/**
 * One request to a Postgres server over a connection of its own: POST merges rows into a sync's table in one
 * transaction, GET looks at the schema. Until it commits it throws that nothing was sent.
 */
export async function exchangePostgres(
	request: RequestDescription,
	{ settings, credentials }: Connection,
	options: ExchangeOptions,
): Promise<HttpResponse> {
	const url = new URL(request.url);
	const host = url.hostname.replace(/^\[|\]$/g, "");
	const address = options.allowPrivate && isIP(host) ? host : await resolvePublic(host, options.allowPrivate);
	if (settings.tls === "none" && !(options.allowPrivate && isPrivateAddress(address))) {
		const message = "Without encryption only servers in your own network are spoken to.";
		throw new OutboundError(message, { wasSent: false, isBlocked: true });
	}
	const progress = { isCommitting: false };
	const client = new pg.Client({
		// The very address that was checked.
		host: address,
		port: Number(url.port || 5432),
		database: decodeURIComponent(url.pathname.slice(1)),
		user: settings.username ?? "",
		password: credentials.password ?? "",
		ssl:
			settings.tls === "none"
				? false
				: { rejectUnauthorized: true, ...(isIP(host) ? {} : { servername: host }) },
		connectionTimeoutMillis: options.connectMs,
		query_timeout: options.timeoutMs,
		statement_timeout: options.timeoutMs,
		application_name: "muster",
	});
	// Thrown where the query is waited for.
	client.on("error", () => {});
	const stop = (): void => void client.end().catch(() => undefined);
	options.signal?.addEventListener("abort", stop);
	try {
		await client.connect();
		const body: unknown = JSON.parse(request.body ?? "{}");
		// Safe because this module's own requests are the only ones with this scheme.
		if (request.method === "GET") return await look(client, (body as { schema: string }).schema, url);
		const rejected = await mergeTable(client, body as TableRequest, progress);
		const rows = (body as TableRequest).rows.length;
		return { status: 200, headers: {}, body: JSON.stringify({ rows, rejected }) };
	} catch (error) {
		if (error instanceof OutboundError) throw error;
		if (error instanceof WrongTable) return { status: 409, headers: {}, body: "" };
		const code = error instanceof pg.DatabaseError ? (error.code ?? "") : "";
		if (code !== "") return { status: statusOf(code), headers: { "sql-state": code }, body: "" };
		if (error instanceof Error && /ssl|tls|cert/i.test(error.message))
			return { status: 426, headers: {}, body: "" };
		throw new OutboundError("The connection failed.", { wasSent: progress.isCommitting, cause: error });
	} finally {
		options.signal?.removeEventListener("abort", stop);
		await client.end().catch(() => undefined);
	}
}

async function look(client: pg.Client, schema: string, url: URL): Promise<HttpResponse> {
	const { rows } = await client.query<{ mayCreate: boolean; user: string }>(
		`SELECT has_schema_privilege(oid, 'CREATE') AND has_schema_privilege(oid, 'USAGE') AS "mayCreate", current_user AS "user"
			FROM pg_namespace WHERE nspname = $1`,
		[schema],
	);
	const [found] = rows;
	if (!found) return { status: 404, headers: { "sql-state": "3F000" }, body: "" };
	if (!found.mayCreate) return { status: 403, headers: { "sql-state": "42501" }, body: "" };
	const place = `${schema} in ${decodeURIComponent(url.pathname.slice(1))} at ${url.host} as ${found.user}`;
	return { status: 200, headers: { place }, body: "" };
}
