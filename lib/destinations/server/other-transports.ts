import type { Connection, HttpResponse, RequestDescription } from "@/lib/destinations/contract";
import { exchangePostgres } from "@/lib/destinations/server/postgres/exchange-postgres";
import { type ExchangeOptions, exchangeSftp } from "@/lib/destinations/server/sftp/exchange-sftp";

type Transport = (
	request: RequestDescription,
	connection: Connection,
	options: ExchangeOptions,
) => Promise<HttpResponse>;

/** What does not speak HTTP, by the scheme of its addresses: says in HTTP's terms what became of a request. */
const transports: Record<string, Transport> = {
	"sftp:": exchangeSftp,
	"postgresql:": exchangePostgres,
};

/** The scheme of an address that is not HTTP's, and who speaks it; null for all others. */
export function otherTransport(address: string): { scheme: string; exchange: Transport } | null {
	const scheme = URL.canParse(address) ? new URL(address).protocol : "";
	const exchange = transports[scheme];
	return exchange ? { scheme, exchange } : null;
}
