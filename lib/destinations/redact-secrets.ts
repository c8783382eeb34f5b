import type { Connection, RequestDescription } from "@/lib/destinations/contract";

/** What stands where a secret was. */
const blackedOut = "[secret]";
// Anything shorter would black out ordinary words; no network issues such credentials.
const shortestSecret = 6;
const secretName = /auth|token|secret|key|cookie|signature|proof|password/i;

/**
 * Every text that must never come back in an error: the credentials of the connection, and what the request itself
 * carries of them (authorization, signature, proof), each also as networks quote it: in an address, in JSON, in HTML.
 */
export function listSecrets(connection: Connection | undefined, request: RequestDescription): string[] {
	const found = new Set<string>();
	const add = (value: string): void => {
		for (const part of [value, ...value.split(/[\s,]+/)]) if (part.length >= shortestSecret) found.add(part);
	};
	for (const value of Object.values(connection?.credentials ?? {})) add(value);
	for (const [name, value] of Object.entries(request.headers)) if (secretName.test(name)) add(value);
	if (URL.canParse(request.url)) {
		for (const [name, value] of new URL(request.url).searchParams) if (secretName.test(name)) add(value);
	}
	const spellings = [...found].flatMap((secret) => [
		secret,
		encodeURIComponent(secret.toWellFormed()),
		JSON.stringify(secret).slice(1, -1),
		escapeHtml(secret, /[&<>"']/g),
		escapeHtml(secret, /[&<>"'/=+]/g),
	]);
	// The longest first: one secret may be the beginning of another.
	return [...new Set(spellings)].sort((one, other) => other.length - one.length);
}

/** The text without any of the secrets. */
export function redactSecrets(text: string, secrets: readonly string[]): string {
	let redacted = text;
	for (const secret of secrets) redacted = redacted.replaceAll(secret, blackedOut);
	return redacted;
}

const names: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escapeHtml(text: string, escaped: RegExp): string {
	return text.replace(
		escaped,
		(one) => names[one] ?? `&#x${one.charCodeAt(0).toString(16).toUpperCase()};`,
	);
}
