import type { LookRequest, TableRequest } from "@/lib/destinations/catalog/postgres/to-requests";
import type { Connection, HttpResponse, RequestDescription } from "@/lib/destinations/contract";
import { lookAtPlace } from "@/lib/destinations/server/postgres/look-at-place";
import { mergeTable } from "@/lib/destinations/server/postgres/merge-table";
import { WrongTable } from "@/lib/destinations/server/postgres/read-columns";
import type { ExchangeOptions } from "@/lib/destinations/server/sftp/exchange-sftp";
import { restorePem } from "@/lib/kernel/pem";
import { OutboundError } from "@/lib/platform/outbound/fetch";
import { connectPostgres, PostgresRefusal, UntrustedServer } from "@/lib/platform/outbound/postgres";

/** Postgres's own classes of errors, as HTTP says the same. */
function statusOf(code: string): number {
	if (code.startsWith("28")) return 401;
	if (code === "42501") return 403;
	if (code === "3D000" || code === "3F000") return 404;
	return 500;
}

/**
 * One request to a Postgres server over a connection of its own: POST merges rows into a table in one transaction, GET
 * looks at the place. Until it commits it throws that nothing was sent.
 */
export async function exchangePostgres(
	request: RequestDescription,
	{ settings, credentials }: Connection,
	options: ExchangeOptions,
): Promise<HttpResponse> {
	if (options.signal?.aborted) throw new OutboundError("The request was stopped.", { wasSent: false });
	const url = new URL(request.url);
	const progress = { isCommitting: false };
	let stop = (): void => {};
	try {
		const server = await connectPostgres(
			{
				host: url.hostname.replace(/^\[|\]$/g, ""),
				port: Number(url.port || 5432),
				database: decodeURIComponent(url.pathname.slice(1)),
				username: settings.username ?? "",
				password: credentials.password ?? "",
				isEncrypted: settings.tls !== "none",
				ca: settings.ca ? restorePem(settings.ca) : undefined,
			},
			options,
		);
		const end = (): void => void server.end();
		options.signal?.addEventListener("abort", end);
		stop = () => {
			options.signal?.removeEventListener("abort", end);
			end();
		};
		// Safe because this module's own requests are the only ones with this scheme.
		const body = JSON.parse(request.body ?? "{}") as LookRequest | TableRequest;
		if ("looksFor" in body) return await lookAtPlace(server, body, url);
		const rejected = await mergeTable(server, body, progress);
		return { status: 200, headers: {}, body: JSON.stringify({ rows: body.rows.length, rejected }) };
	} catch (error) {
		if (error instanceof OutboundError) throw error;
		if (error instanceof WrongTable) return { status: 409, headers: {}, body: error.message };
		if (error instanceof PostgresRefusal)
			return { status: statusOf(error.code), headers: { "sql-state": error.code }, body: "" };
		if (error instanceof UntrustedServer) return { status: 426, headers: {}, body: "" };
		throw new OutboundError("The connection failed.", { wasSent: progress.isCommitting, cause: error });
	} finally {
		stop();
	}
}
