import { z } from "zod";
import type { Minted } from "@/lib/destinations/auth";
import type { Connection } from "@/lib/destinations/contract";
import { readTokenAnswer, tokenForm } from "@/lib/destinations/token-endpoint";
import { base64Url } from "@/lib/kernel/base64-url";
import { rsaSha256 } from "@/lib/kernel/sha256";

const keyFile = z.object({
	client_email: z.string().min(1),
	private_key: z.string().min(1),
	private_key_id: z.string().optional(),
});

const lifeSeconds = 3600;

/**
 * Tokens for a service account's key file, as Google's: a JWT signed with RS256 is exchanged for an access token
 * (RFC 7523). The address is the definition's own, never one that the key file names.
 */
export function serviceAccountTokens({
	tokenAddress,
	keyField,
	scopes,
}: {
	tokenAddress: (connection: Connection) => string;
	/** The credential that holds the whole key file. */
	keyField: { name: string; label: string };
	scopes: readonly string[];
}): Minted["mint"] {
	return {
		build: (connection, at) => {
			const address = tokenAddress(connection);
			const assertion = signAssertion(connection.credentials[keyField.name] ?? "", address, scopes, at);
			if (assertion === null) {
				const message = `${keyField.label} is not a usable key. Paste the whole JSON file that the network gave you.`;
				return { ok: false, problem: { class: "config", message, detail: "unreadable key file" } };
			}
			const form = { grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion };
			return { ok: true, value: tokenForm(address, form) };
		},
		read: readTokenAnswer,
	};
}

function signAssertion(file: string, audience: string, scopes: readonly string[], at: Date): string | null {
	try {
		const key = keyFile.parse(JSON.parse(file));
		const issuedAt = Math.floor(at.getTime() / 1000);
		const header = { alg: "RS256", typ: "JWT", ...(key.private_key_id ? { kid: key.private_key_id } : {}) };
		const claims = {
			iss: key.client_email,
			scope: scopes.join(" "),
			aud: audience,
			iat: issuedAt,
			exp: issuedAt + lifeSeconds,
		};
		const signed = `${base64Url(JSON.stringify(header))}.${base64Url(JSON.stringify(claims))}`;
		return `${signed}.${base64Url(rsaSha256(key.private_key, signed))}`;
	} catch {
		return null;
	}
}

/** Tokens for the app itself, by its ID and secret (RFC 6749, section 4.4). */
export function clientCredentialsTokens({
	tokenAddress,
	appOf,
	scopes,
}: {
	tokenAddress: (connection: Connection) => string;
	appOf: (connection: Connection) => { clientId: string; clientSecret: string };
	scopes: readonly string[];
}): Minted["mint"] {
	return {
		build: (connection) => {
			const { clientId, clientSecret } = appOf(connection);
			return {
				ok: true,
				value: tokenForm(tokenAddress(connection), {
					grant_type: "client_credentials",
					client_id: clientId,
					client_secret: clientSecret,
					...(scopes.length > 0 ? { scope: scopes.join(" ") } : {}),
				}),
			};
		},
		read: readTokenAnswer,
	};
}
