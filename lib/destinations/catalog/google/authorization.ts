import type { Connection } from "@/lib/destinations/contract";

/** What Google asks of an app that sends data for someone: https://developers.google.com/identity/protocols/oauth2. */
export const googleAccess = {
	authorizeAddress: "https://accounts.google.com/o/oauth2/v2/auth",
	tokenAddress: "https://oauth2.googleapis.com/token",
	scopes: ["https://www.googleapis.com/auth/datamanager"],
	/** Without them Google gives no refresh token, or gives one only the first time. */
	parameters: { access_type: "offline", prompt: "consent" },
} as const;

const lifeSeconds = 3_600;

/** What a service account asserts of itself for an access token (RFC 7523); signed with its key, RS256. */
export function serviceAccountClaims(
	clientEmail: string,
	at: Date,
): { iss: string; scope: string; aud: string; iat: number; exp: number } {
	const iat = Math.floor(at.getTime() / 1000);
	const { scopes, tokenAddress } = googleAccess;
	return { iss: clientEmail, scope: scopes.join(" "), aud: tokenAddress, iat, exp: iat + lifeSeconds };
}

/** How a request proves that it may be made. */
export function authorizationOf({ credentials, settings }: Connection): Record<string, string> {
	return {
		authorization: `Bearer ${credentials.accessToken ?? ""}`,
		...(settings.quotaProject ? { "x-goog-user-project": settings.quotaProject } : {}),
	};
}
