import type { Minted, OAuth2 } from "@/lib/destinations/auth";
import type { Connection } from "@/lib/destinations/contract";
import { serviceAccountTokens } from "@/lib/destinations/jwt-grant";
import { standardTokenRequests } from "@/lib/destinations/token-endpoint";

// What Google asks of an app that sends data for someone: https://developers.google.com/identity/protocols/oauth2.
export const authorizeAddress = "https://accounts.google.com/o/oauth2/v2/auth";
export const tokenAddress = "https://oauth2.googleapis.com/token";

const scopes = ["https://www.googleapis.com/auth/datamanager"];
const refreshAheadMs = 5 * 60_000;
const tokenAddressOf = ({ settings }: Connection): string => settings.tokenUrl || tokenAddress;
const appOf = ({ settings, credentials }: Connection) => ({
	clientId: settings.clientId ?? "",
	clientSecret: credentials.clientSecret ?? "",
});

/** Access that a Google user gives to the workspace's own app. */
export const googleSignIn: OAuth2 = {
	kind: "oauth2",
	authorizeAddress: ({ settings }) => settings.authorizeUrl || authorizeAddress,
	clientId: (connection) => appOf(connection).clientId,
	scopes,
	// Without them Google gives no refresh token, or gives one only the first time.
	parameters: { access_type: "offline", prompt: "consent" },
	...standardTokenRequests(tokenAddressOf, appOf),
	refreshAheadMs,
};

/** Access of a service account, by the key file that Google gave for it. */
export const googleServiceAccount: Minted = {
	kind: "minted",
	mint: serviceAccountTokens({
		tokenAddress: tokenAddressOf,
		keyField: { name: "serviceAccountKey", label: "Service account key" },
		scopes,
	}),
	refreshAheadMs,
};

/** How a request proves that it may be made: with the token that is kept fresh in the connection. */
export function authorizationOf({ credentials, settings }: Connection): Record<string, string> {
	return {
		authorization: `Bearer ${credentials.accessToken ?? ""}`,
		...(settings.quotaProject ? { "x-goog-user-project": settings.quotaProject } : {}),
	};
}
