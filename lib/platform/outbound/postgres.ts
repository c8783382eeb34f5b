import { isIP } from "node:net";
import pg from "pg";
import { resolvePublic } from "@/lib/platform/outbound/connect";
import { OutboundError } from "@/lib/platform/outbound/fetch";
import { isPrivateAddress } from "@/lib/platform/outbound/private-address";

/** What the server refused, by its own code (SQLSTATE). */
export class PostgresRefusal extends Error {
	readonly code: string;
	readonly column: string | undefined;

	constructor(error: pg.DatabaseError) {
		super("The server refused a statement.", { cause: error });
		this.name = "PostgresRefusal";
		this.code = error.code ?? "";
		this.column = error.column;
	}
}

/** The server cannot be spoken to with TLS, or its certificate is not valid. */
export class UntrustedServer extends Error {}

/** A connection to a Postgres server of someone else. */
export type OutboundPostgres = {
	query<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>;
	end(): Promise<void>;
};

export type PostgresPlace = {
	host: string;
	port: number;
	database: string;
	username: string;
	password: string;
	/** False: without encryption, which only servers in one's own network get. */
	isEncrypted: boolean;
	/** The certificate authority to trust in place of the usual ones, in PEM format. */
	ca?: string | undefined;
};

/** Connects to someone's Postgres server, by the same rule of where it may lead as every request. */
export async function connectPostgres(
	place: PostgresPlace,
	options: { connectMs: number; timeoutMs: number; allowPrivate: boolean },
): Promise<OutboundPostgres> {
	const address = await resolvePublic(place.host, options.allowPrivate);
	if (!place.isEncrypted && !(options.allowPrivate && isPrivateAddress(address))) {
		const message = "Without encryption only servers in your own network are spoken to.";
		throw new OutboundError(message, { wasSent: false, isBlocked: true });
	}
	const client = new pg.Client({
		// The very address that was checked; the certificate is compared with the name.
		host: address,
		port: place.port,
		database: place.database,
		user: place.username,
		password: place.password,
		ssl: place.isEncrypted
			? {
					rejectUnauthorized: true,
					...(place.ca ? { ca: place.ca } : {}),
					...(isIP(place.host) ? {} : { servername: place.host }),
				}
			: false,
		connectionTimeoutMillis: options.connectMs,
		query_timeout: options.timeoutMs,
		statement_timeout: options.timeoutMs,
		application_name: "muster",
	});
	// Thrown where the query is waited for.
	client.on("error", () => {});
	const end = async (): Promise<void> => await client.end().catch(() => undefined);
	try {
		await client.connect();
	} catch (error) {
		await end();
		throw refusalOf(error);
	}
	return {
		// Safe because whoever writes the statement knows its columns.
		query: async <Row>(text: string, values: readonly unknown[] = []) => {
			try {
				return (await client.query(text, [...values])).rows as Row[];
			} catch (error) {
				throw refusalOf(error);
			}
		},
		end,
	};
}

/** A name of a table or a column as SQL writes it, whatever is in it. */
export function quoteName(name: string): string {
	return pg.escapeIdentifier(name);
}

function refusalOf(error: unknown): unknown {
	if (error instanceof pg.DatabaseError && error.code) return new PostgresRefusal(error);
	if (error instanceof Error && isAboutTls(error)) return new UntrustedServer("", { cause: error });
	return error;
}

/** Node's own codes of certificates and handshakes, and what the driver says of a server without TLS. */
function isAboutTls(error: Error): boolean {
	const code = "code" in error && typeof error.code === "string" ? error.code : "";
	return (
		/CERT|^ERR_TLS|^ERR_SSL|^UNABLE_TO_|^EPROTO$/.test(code) || /ssl|tls|certificate/i.test(error.message)
	);
}
