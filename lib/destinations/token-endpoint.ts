import { z } from "zod";
import {
	type CodeExchange,
	expiresAfter,
	type OAuth2,
	type Token,
	type TokenRequest,
} from "@/lib/destinations/auth";
import type { Connection, HttpResponse, RequestDescription, Verdict } from "@/lib/destinations/contract";
import { base64Url } from "@/lib/kernel/base64-url";
import { sha256 } from "@/lib/kernel/sha256";

/** PKCE, method S256 (RFC 7636). */
export function codeChallenge(verifier: string): string {
	return base64Url(sha256(verifier));
}

/** The address of the network's page where someone gives access. */
export function authorizeUrl(
	auth: OAuth2,
	connection: Connection,
	{ state, verifier, redirectAddress }: { state: string; verifier: string; redirectAddress: string },
): string {
	const url = new URL(auth.authorizeAddress(connection));
	const parameters = {
		...auth.parameters,
		response_type: "code",
		client_id: auth.clientId(connection),
		redirect_uri: redirectAddress,
		...(auth.scopes.length > 0 ? { scope: auth.scopes.join(" ") } : {}),
		state,
		...(auth.usesPkce === false
			? {}
			: { code_challenge: codeChallenge(verifier), code_challenge_method: "S256" }),
	};
	for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
	return url.href;
}

/** A form posted to a token endpoint. */
export function tokenForm(address: string, form: Record<string, string>): RequestDescription {
	return {
		method: "POST",
		url: address,
		headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
		body: new URLSearchParams(form).toString(),
	};
}

type App = { clientId: string; clientSecret: string };

/** The two requests of a network that follows RFC 6749 to the letter, the app named in the form. */
export function standardTokenRequests(
	tokenAddress: (connection: Connection) => string,
	appOf: (connection: Connection) => App,
): { exchange: TokenRequest<CodeExchange>; refresh: TokenRequest<{ refreshToken: string }> } {
	const post = (connection: Connection, form: Record<string, string>) => {
		const { clientId, clientSecret } = appOf(connection);
		return tokenForm(tokenAddress(connection), {
			...form,
			client_id: clientId,
			...(clientSecret ? { client_secret: clientSecret } : {}),
		});
	};
	return {
		exchange: {
			build: (connection, { code, verifier, redirectAddress }) =>
				post(connection, {
					grant_type: "authorization_code",
					code,
					code_verifier: verifier,
					redirect_uri: redirectAddress,
				}),
			read: readTokenAnswer,
		},
		refresh: {
			build: (connection, { refreshToken }) =>
				post(connection, { grant_type: "refresh_token", refresh_token: refreshToken }),
			read: readTokenAnswer,
		},
	};
}

const tokenBody = z.object({
	access_token: z.string().min(1),
	refresh_token: z.string().nullish(),
	expires_in: z.coerce.number().nullish(),
});
const errorBody = z.object({ error: z.string().min(1), error_description: z.string().nullish() });

/** An answer by RFC 6749, sections 5.1 and 5.2. `at` is when the request left: a token lives from then on. */
export function readTokenAnswer(answer: HttpResponse, at: Date): Verdict<Token> {
	const body = parse(answer.body);
	// Some networks answer 200 with an error.
	const error = errorBody.safeParse(body);
	const token = tokenBody.safeParse(body);
	if (answer.status >= 200 && answer.status < 300 && token.success && !error.success) {
		const { access_token, refresh_token, expires_in } = token.data;
		return {
			ok: true,
			value: {
				accessToken: access_token,
				refreshToken: refresh_token || null,
				// Networks whose tokens do not expire leave it out, or write 0.
				expiresAt: expires_in && expires_in > 0 ? expiresAfter(at, expires_in) : null,
			},
		};
	}
	const code = error.success ? error.data.error : "";
	const detail = [`HTTP ${answer.status}`, code, withoutSecrets(error.data?.error_description ?? "")]
		.filter(Boolean)
		.join(", ");
	if (answer.status === 429) {
		const seconds = Number(answer.headers["retry-after"]);
		const wait = seconds > 0 ? { retryAfterMs: seconds * 1000 } : {};
		return {
			ok: false,
			problem: { class: "throttled", message: "The network asks Muster to slow down.", detail, ...wait },
		};
	}
	if (answer.status >= 500 || code === "temporarily_unavailable" || code === "server_error") {
		const message = "The network could not renew the access right now.";
		return { ok: false, problem: { class: "transient", message, detail } };
	}
	if (code === "invalid_grant") {
		const message = "The network no longer accepts the access it once gave.";
		return { ok: false, problem: { class: "auth", message, detail } };
	}
	const message =
		code === "invalid_client" || answer.status === 401
			? "The network does not accept the app. Check its client ID and client secret."
			: "The network did not give access to the app. Check what the app is set up for.";
	return { ok: false, problem: { class: "config", message, detail } };
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

/** A vendor's own words, without anything in them that may be a token. */
function withoutSecrets(text: string): string {
	return text.slice(0, 300).replaceAll(/[\w.~+/=-]{20,}/g, "…");
}
