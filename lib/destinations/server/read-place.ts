import { placeOf } from "@/lib/destinations/place-of";
import { networkOf } from "@/lib/destinations/registry";
import { tryOpenConnection } from "@/lib/destinations/server/open-connection";

/** The account a stored destination leads to, as text to compare: two destinations may lead to the same one. */
export function readPlace(stored: {
	network: string;
	settings: unknown;
	credentialsEncrypted: Uint8Array;
	accountId: string | null;
}): string {
	const { connection } = tryOpenConnection(stored);
	return `${stored.network} ${stored.accountId ?? ""} ${placeOf(networkOf(stored.network), connection)}`;
}
