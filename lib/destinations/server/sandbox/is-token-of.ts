import type { SandboxSurroundings } from "@/lib/destinations/server/sandbox/sandbox-network";

/** Whether a token gives access to a network's account: its fixed one, or one that the authorization server gave. */
export function isTokenOf(
	account: { accessToken: string; oauthAccount: string | null },
	token: string,
	accountOf: SandboxSurroundings["accountOf"],
): boolean {
	if (account.accessToken === token) return true;
	return account.oauthAccount !== null && accountOf(token) === account.oauthAccount;
}
