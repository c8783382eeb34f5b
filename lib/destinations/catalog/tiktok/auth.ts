import { readToken } from "@/lib/destinations/catalog/tiktok/read-outcome";
import type { Connection, HttpResponse, RequestDescription, Verdict } from "@/lib/destinations/contract";

type Token = { accessToken: string; refreshToken: null; expiresAt: null };

/**
 * How someone gives Muster access to TikTok. It is OAuth in everything but its names: the app is `app_id`, the code
 * comes back as `auth_code`, the permissions are those the app was created with, and the token does not expire.
 */
export const tikTokAuth = {
	kind: "oauth2",
	authorizeAddress: ({ settings }: Connection) =>
		`https://business-api.tiktok.com/portal/auth?app_id=${encodeURIComponent(settings.clientId ?? "")}`,
	clientId: ({ settings }: Connection) => settings.clientId ?? "",
	scopes: [],
	exchange: {
		build: (connection: Connection, { code }: { code: string }): RequestDescription => ({
			method: "POST",
			url: `${(connection.settings.baseUrl || "https://business-api.tiktok.com").replace(/\/+$/, "")}/open_api/v1.3/oauth2/access_token/`,
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
} as const;
