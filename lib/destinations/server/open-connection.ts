import { z } from "zod";
import type { Connection } from "@/lib/destinations/contract";
import { isSandboxAddress, sandboxOrigin } from "@/lib/destinations/server/trusted-address";
import { AppError } from "@/lib/kernel/app-error";
import { seal, unseal } from "@/lib/platform/secrets/keyring";

const texts = z.record(z.string(), z.string());

// The sandbox may listen elsewhere after a restart: its address is stored under this name.
const sandboxName = "http://sandbox.muster.invalid";

function withOrigin(value: string, from: string, to: string): string {
	const url = URL.canParse(value) ? new URL(value) : null;
	if (url?.origin !== from || url.username !== "" || url.password !== "") return value;
	const rest = url.href.slice(url.origin.length);
	return to + (rest === "/" && !value.endsWith("/") ? "" : rest);
}

function mapSettings(settings: Record<string, string>, change: (value: string) => string) {
	return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, change(value)]));
}

/** The settings as they are stored. */
export function settingsToStore({ settings }: Connection): Record<string, string> {
	const origin = sandboxOrigin();
	return origin ? mapSettings(settings, (value) => withOrigin(value, origin, sandboxName)) : settings;
}

function settingsFromStore(stored: unknown): Record<string, string> {
	const origin = sandboxOrigin();
	const settings = texts.parse(stored);
	return origin ? mapSettings(settings, (value) => withOrigin(value, sandboxName, origin)) : settings;
}

/** Whether a stored destination is the sandbox, judging by its settings alone. */
export function leadsToSandbox(stored: unknown): boolean {
	return Object.values(settingsFromStore(stored)).some(isSandboxAddress);
}

/** The connection of a stored destination, secrets in the clear: only for sending. */
export function openConnection(stored: { settings: unknown; credentialsEncrypted: Uint8Array }): Connection {
	return {
		settings: settingsFromStore(stored.settings),
		credentials: texts.parse(JSON.parse(unseal(stored.credentialsEncrypted))),
	};
}

export type OpenedConnection =
	| { ok: true; connection: Connection }
	/** The secrets cannot be read; `problem` says what would help. */
	| { ok: false; connection: Connection; problem: string };

/** The same where one unreadable destination must not hide others: without its secrets. */
export function tryOpenConnection(stored: Parameters<typeof openConnection>[0]): OpenedConnection {
	try {
		return { ok: true, connection: openConnection(stored) };
	} catch (error) {
		const cure =
			error instanceof AppError
				? `${error.message} Or enter the secrets again.`
				: "The stored secrets cannot be read. Enter them again.";
		return {
			ok: false,
			connection: { settings: settingsFromStore(stored.settings), credentials: {} },
			problem: cure,
		};
	}
}

export function sealCredentials(connection: Connection): Uint8Array<ArrayBuffer> {
	return seal(JSON.stringify(connection.credentials));
}
