import { z } from "zod";
import type { Connection } from "@/lib/destinations/contract";
import { env } from "@/lib/platform/env";
import { seal, unseal } from "@/lib/platform/secrets/keyring";

const texts = z.record(z.string(), z.string());

// The sandbox may listen elsewhere after a restart: its address is stored as this name.
const sandboxName = "http://sandbox.muster.invalid";

/** The settings as they are stored. */
export function settingsToStore({ settings }: Connection): Record<string, string> {
	const { SANDBOX_URL } = env;
	if (!SANDBOX_URL) return settings;
	return Object.fromEntries(
		Object.entries(settings).map(([name, value]) => [
			name,
			value === SANDBOX_URL || value.startsWith(`${SANDBOX_URL}/`)
				? sandboxName + value.slice(SANDBOX_URL.length)
				: value,
		]),
	);
}

function settingsFromStore(stored: unknown): Record<string, string> {
	const { SANDBOX_URL } = env;
	const settings = texts.parse(stored);
	if (!SANDBOX_URL) return settings;
	return Object.fromEntries(
		Object.entries(settings).map(([name, value]) => [name, value.replace(sandboxName, SANDBOX_URL)]),
	);
}

/** The connection of a stored destination, secrets in the clear: for the moment of sending only. */
export function openConnection(stored: { settings: unknown; credentialsEncrypted: Uint8Array }): Connection {
	return {
		settings: settingsFromStore(stored.settings),
		credentials: texts.parse(JSON.parse(unseal(stored.credentialsEncrypted))),
	};
}

export function sealCredentials(connection: Connection): Uint8Array<ArrayBuffer> {
	return seal(JSON.stringify(connection.credentials));
}
