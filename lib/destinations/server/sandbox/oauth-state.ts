/** An app as registered at the sandbox's authorization server. */
export type OAuthApp = {
	clientId: string;
	clientSecret: string;
	/** Exact addresses; of loopback ones the port does not count (RFC 8252). */
	redirectAddresses: string[];
	/** Each refresh gives a new refresh token, and the old one must not be used again. */
	rotates: boolean;
};
export type OAuthAccount = { id: string; name: string };
export type ServiceAccount = { email: string; publicKeyPem: string; accountId: string };

/** What an account has allowed an app: the family of its refresh tokens. */
export type OAuthGrant = {
	id: string;
	clientId: string;
	accountId: string;
	refreshToken: string;
	usedRefreshTokens: string[];
	isRevoked: boolean;
};
type AccessToken = { value: string; grantId: string | null; accountId: string; expiresAt: number };

/** Every state change, as stored in the journal. */
export type OAuthChange =
	| { type: "oauth_app"; app: OAuthApp }
	| { type: "oauth_account"; account: OAuthAccount }
	| { type: "oauth_service_account"; serviceAccount: ServiceAccount }
	| { type: "oauth_grant"; grant: OAuthGrant }
	| { type: "oauth_token"; token: AccessToken };

export function isOAuthChange(change: { type: string }): change is OAuthChange {
	return change.type.startsWith("oauth_");
}

/** What the sandbox's authorization server knows. */
export class OAuthState {
	readonly apps = new Map<string, OAuthApp>();
	readonly accounts = new Map<string, OAuthAccount>();
	readonly serviceAccounts = new Map<string, ServiceAccount>();
	readonly grants = new Map<string, OAuthGrant>();
	readonly tokens = new Map<string, AccessToken>();

	apply(change: OAuthChange): void {
		switch (change.type) {
			case "oauth_app":
				this.apps.set(change.app.clientId, change.app);
				return;
			case "oauth_account":
				this.accounts.set(change.account.id, change.account);
				return;
			case "oauth_service_account":
				this.serviceAccounts.set(change.serviceAccount.email, change.serviceAccount);
				return;
			case "oauth_grant":
				this.grants.set(change.grant.id, change.grant);
				return;
			case "oauth_token":
				this.tokens.set(change.token.value, change.token);
				return;
		}
	}

	clear(): void {
		for (const map of [this.apps, this.accounts, this.serviceAccounts, this.grants, this.tokens]) map.clear();
	}

	/** The state as the shortest journal that makes it. Expired access tokens are forgotten. */
	*journal(now: number): Generator<OAuthChange> {
		for (const app of this.apps.values()) yield { type: "oauth_app", app };
		for (const account of this.accounts.values()) yield { type: "oauth_account", account };
		for (const serviceAccount of this.serviceAccounts.values())
			yield { type: "oauth_service_account", serviceAccount };
		for (const grant of this.grants.values()) yield { type: "oauth_grant", grant };
		for (const token of this.tokens.values()) if (token.expiresAt > now) yield { type: "oauth_token", token };
	}

	/** The account a token gives access to; null when it is unknown, expired or revoked. */
	accountOf(token: string, now: number): OAuthAccount | null {
		const known = this.tokens.get(token);
		if (!known || known.expiresAt <= now) return null;
		if (known.grantId !== null && this.grants.get(known.grantId)?.isRevoked !== false) return null;
		return this.accounts.get(known.accountId) ?? null;
	}
}
