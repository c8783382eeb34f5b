import { z } from "zod";
import type { Connection } from "@/lib/destinations/contract";
import { seal, unseal } from "@/lib/platform/secrets/keyring";

const texts = z.record(z.string(), z.string());

/** The connection of a stored destination, secrets in the clear: for the moment of sending only. */
export function openConnection(stored: { settings: unknown; credentialsEncrypted: Uint8Array }): Connection {
	return {
		settings: texts.parse(stored.settings),
		credentials: texts.parse(JSON.parse(unseal(stored.credentialsEncrypted))),
	};
}

export function sealCredentials(connection: Connection): Uint8Array<ArrayBuffer> {
	return seal(JSON.stringify(connection.credentials));
}
