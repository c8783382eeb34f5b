import type { OAuth2, Token } from "@/lib/destinations/auth";
import { readToken } from "@/lib/destinations/catalog/tiktok/read-outcome";
import type { Connection, HttpResponse, RequestDescription, Verdict } from "@/lib/destinations/contract";

function addressOf({ settings }: Connection, path: string): string {
	return `${(settings.baseUrl || "https://business-api.tiktok.com").replace(/\/+$/, "")}/${path}`;
}

/**
 * How someone gives Muster access to TikTok. It is OAuth in everything but its names: the app is `app_id`, the code
 * comes back as `auth_code`, the permissions are those the app was created with, and the token does not expire.
 */
export const tikTokAuth = {
	kind: "oauth2",
	authorizeAddress: (connection: Connection) =>
		addressOf(connection, `portal/auth?app_id=${encodeURIComponent(connection.settings.clientId ?? "")}`),
	clientId: ({ settings }: Connection) => settings.clientId ?? "",
	scopes: [],
	usesPkce: false,
	exchange: {
		build: (connection: Connection, { code }: { code: string }): RequestDescription => ({
			method: "POST",
			url: addressOf(connection, "open_api/v1.3/oauth2/access_token/"),
			headers: { "content-type": "application/json", accept: "application/json" },
			body: JSON.stringify({
				app_id: connection.settings.clientId ?? "",
				secret: connection.credentials.clientSecret ?? "",
				auth_code: code,
			}),
		}),
		read: (answer: HttpResponse): Verdict<Token> => {
			const read = readToken(answer);
			return read.ok
				? { ok: true, value: { accessToken: read.value, refreshToken: null, expiresAt: null } }
				: read;
		},
	},
} as const satisfies OAuth2;
