import type { Connection, RequestDescription } from "@/lib/destinations/contract";

/** What stands where a secret was. */
const blackedOut = "•••";
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
	for (const [name, value] of Object.entries(request.headers)) {
		// Without the scheme before it: "Bearer" is no secret.
		if (secretName.test(name)) add(/authorization$/i.test(name) ? value.replace(/^\S+ +/, "") : value);
	}
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

/**
 * The body of an answer without any of the secrets. In JSON the texts are compared, not their spelling: networks escape
 * slashes and others as they like.
 */
export function redactBody(body: string, secrets: readonly string[]): string {
	let parsed: unknown;
	try {
		parsed = JSON.parse(body);
	} catch {
		return redactSecrets(body, secrets);
	}
	const redacted = JSON.stringify(redactTexts(parsed, secrets));
	// A body without secrets stays as it came, byte for byte.
	return redacted === JSON.stringify(parsed) ? body : redacted;
}

function redactTexts(value: unknown, secrets: readonly string[]): unknown {
	if (typeof value === "string") return redactSecrets(value, secrets);
	if (Array.isArray(value)) return value.map((one) => redactTexts(one, secrets));
	if (value === null || typeof value !== "object") return value;
	const entries = Object.entries(value).map(([name, one]) => [
		redactSecrets(name, secrets),
		redactTexts(one, secrets),
	]);
	return Object.fromEntries(entries);
}

const names: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escapeHtml(text: string, escaped: RegExp): string {
	return text.replace(escaped, (one) => names[one] ?? `&#x${one.charCodeAt(0).toString(16).toUpperCase()};`);
}
