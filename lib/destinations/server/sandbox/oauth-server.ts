import { createHash, randomBytes } from "node:crypto";
import { checkJwt } from "@/lib/destinations/server/sandbox/oauth-jwt";
import {
	back,
	consentPage,
	isSameRedirect,
	type OAuthAnswer,
	problemOf,
	refusalPage,
} from "@/lib/destinations/server/sandbox/oauth-page";
import {
	type OAuthAccount,
	type OAuthApp,
	type OAuthChange,
	type OAuthGrant,
	OAuthState,
} from "@/lib/destinations/server/sandbox/oauth-state";
import type {
	SandboxAnswer,
	SandboxRequest,
	SandboxStep,
} from "@/lib/destinations/server/sandbox/sandbox-network";

type Code = {
	clientId: string;
	redirectAddress: string;
	challenge: string;
	accountId: string;
	expiresAt: number;
};

const codeLifeMs = 60_000;
const jwtGrant = "urn:ietf:params:oauth:grant-type:jwt-bearer";

const random = (prefix: string): string => `${prefix}_${randomBytes(24).toString("base64url")}`;
const refusal = (error: string, description: string, status = 400): SandboxAnswer => ({
	status,
	body: { error, error_description: description },
	headers: { "cache-control": "no-store" },
});

/**
 * An authorization server as a strict network has one: a page where someone chooses the account, PKCE with S256 only,
 * codes that work once, rotation of refresh tokens, and no mercy for a refresh token used twice.
 */
export class OAuthServer {
	readonly state = new OAuthState();
	/** How many tokens were asked for and given, by grant, and how many requests were refused. */
	readonly requests = { authorization_code: 0, refresh_token: 0, minted: 0, refused: 0 };
	/** Life of access tokens given from now on. */
	lifeSeconds = 3_600;
	/** How long the token endpoint takes to answer, after it has done its work. */
	delayMs = 0;
	private readonly codes = new Map<string, Code>();
	private readonly change: (change: OAuthChange) => void;
	private readonly now: () => number;

	constructor(change: (change: OAuthChange) => void, now: () => number) {
		this.change = change;
		this.now = now;
	}

	/** The account a token gives access to; null when it is unknown, expired or revoked. */
	accountOf(token: string): OAuthAccount | null {
		return this.state.accountOf(token, this.now());
	}

	/** One app for Muster at any port of this machine, and two accounts to choose from. */
	seed(): void {
		const hosts = ["localhost", "127.0.0.1"];
		this.change({
			type: "oauth_app",
			app: {
				clientId: "sandbox-app",
				clientSecret: "sandbox-app-secret",
				redirectAddresses: hosts.map((host) => `http://${host}/api/oauth/callback`),
				rotates: true,
			},
		});
		this.change({ type: "oauth_account", account: { id: "111", name: "Sandbox shop" } });
		this.change({ type: "oauth_account", account: { id: "222", name: "Sandbox agency" } });
	}

	reset(): void {
		this.state.clear();
		this.codes.clear();
		Object.assign(this.requests, { authorization_code: 0, refresh_token: 0, minted: 0, refused: 0 });
		this.lifeSeconds = 3_600;
		this.delayMs = 0;
	}

	/** Makes every access token expire now, as after a long pause; refresh tokens stay. */
	expireTokens(): void {
		for (const token of this.state.tokens.values())
			this.change({ type: "oauth_token", token: { ...token, expiresAt: this.now() } });
	}

	/** The account's owner takes all access back. */
	revoke(accountId: string): void {
		for (const grant of this.state.grants.values())
			if (grant.accountId === accountId)
				this.change({ type: "oauth_grant", grant: { ...grant, isRevoked: true } });
	}

	read(request: SandboxRequest): SandboxStep | OAuthAnswer {
		switch (`${request.method} ${request.url.pathname}`) {
			case "GET /oauth/authorize":
				return this.showPage(request.url.searchParams);
			case "POST /oauth/authorize":
				return this.decide(new URLSearchParams(request.body));
			case "POST /oauth/token":
				return this.giveToken(request);
			case "GET /oauth/account": {
				const account = this.accountOf(request.headers.authorization?.replace(/^Bearer /, "") ?? "");
				if (!account) return refusal("invalid_token", "The access token is unknown or expired.", 401);
				return { operation: "read", audience: "account", apply: () => ({ status: 200, body: account }) };
			}
			default:
				return { status: 404, body: { error: "no such address" } };
		}
	}

	/** The app and the address to go back to, or why nobody may be sent there. */
	private checkClient(query: URLSearchParams): { app: OAuthApp; redirect: URL } | string {
		const app = this.state.apps.get(query.get("client_id") ?? "");
		if (!app) return "No app with this client ID is registered.";
		const given = query.get("redirect_uri") ?? "";
		if (!URL.canParse(given)) return "The redirect address is missing.";
		if (!app.redirectAddresses.some((one) => isSameRedirect(one, given)))
			return "This redirect address is not registered for the app.";
		return { app, redirect: new URL(given) };
	}

	private showPage(query: URLSearchParams): OAuthAnswer {
		const client = this.checkClient(query);
		if (typeof client === "string") return refusalPage(client);
		const problem = problemOf(query);
		if (problem)
			return back(client.redirect, { error: "invalid_request", error_description: problem }, query);
		return consentPage(query, [...this.state.accounts.values()]);
	}

	private decide(form: URLSearchParams): OAuthAnswer {
		const client = this.checkClient(form);
		if (typeof client === "string") return refusalPage(client);
		const problem = problemOf(form);
		if (problem) return back(client.redirect, { error: "invalid_request", error_description: problem }, form);
		const account = this.state.accounts.get(form.get("account") ?? "");
		if (form.has("deny") || !account) return back(client.redirect, { error: "access_denied" }, form);
		const code = random("code");
		this.codes.set(code, {
			clientId: client.app.clientId,
			redirectAddress: client.redirect.href,
			challenge: form.get("code_challenge") ?? "",
			accountId: account.id,
			expiresAt: this.now() + codeLifeMs,
		});
		return back(client.redirect, { code }, form);
	}

	private giveToken(request: SandboxRequest): SandboxStep | SandboxAnswer {
		if (!request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded"))
			return this.refuse("invalid_request", "The body must be a form.");
		const form = new URLSearchParams(request.body);
		const grant = form.get("grant_type") ?? "";
		const answer = (apply: () => SandboxAnswer): SandboxStep => ({
			operation: "read",
			audience: grant,
			apply,
		});
		// Who signs for himself needs no app.
		if (grant === jwtGrant) return answer(() => this.mintFor(form.get("assertion") ?? ""));
		const app = this.state.apps.get(form.get("client_id") ?? "");
		if (!app || app.clientSecret !== form.get("client_secret"))
			return this.refuse("invalid_client", "The client ID or secret is wrong.", 401);
		switch (grant) {
			case "authorization_code":
				return answer(() => this.exchange(app, form));
			case "refresh_token":
				return answer(() => this.refresh(app, form.get("refresh_token") ?? ""));
			case "client_credentials": {
				const [account] = this.state.accounts.values();
				if (!account) return this.refuse("invalid_grant", "There is no account.");
				return answer(() => this.mint(account.id));
			}
			default:
				return this.refuse("unsupported_grant_type", "This grant type is not known here.");
		}
	}

	private refuse(error: string, description: string, status = 400): SandboxAnswer {
		this.requests.refused++;
		return refusal(error, description, status);
	}

	private exchange(app: OAuthApp, form: URLSearchParams): SandboxAnswer {
		const text = form.get("code") ?? "";
		const code = this.codes.get(text);
		// Right or wrong, it is used up.
		this.codes.delete(text);
		if (!code || code.clientId !== app.clientId || code.expiresAt <= this.now())
			return this.refuse("invalid_grant", "The code is unknown, used or expired.");
		const redirect = form.get("redirect_uri") ?? "";
		if (!URL.canParse(redirect) || new URL(redirect).href !== code.redirectAddress)
			return this.refuse("invalid_grant", "The redirect address differs from the one of the page.");
		const verifier = form.get("code_verifier") ?? "";
		const isProven =
			/^[\w.~-]{43,128}$/.test(verifier) &&
			createHash("sha256").update(verifier).digest("base64url") === code.challenge;
		if (!isProven) return this.refuse("invalid_grant", "The code verifier does not match the challenge.");
		this.requests.authorization_code++;
		const grant: OAuthGrant = {
			id: random("grant"),
			clientId: app.clientId,
			accountId: code.accountId,
			refreshToken: random("refresh"),
			usedRefreshTokens: [],
			isRevoked: false,
		};
		this.change({ type: "oauth_grant", grant });
		return this.tokenAnswer(grant, grant.refreshToken);
	}

	private refresh(app: OAuthApp, refreshToken: string): SandboxAnswer {
		for (const grant of this.state.grants.values()) {
			if (grant.clientId !== app.clientId) continue;
			if (grant.usedRefreshTokens.includes(refreshToken)) {
				// Someone has a copy: all of the family dies, access tokens included.
				this.change({ type: "oauth_grant", grant: { ...grant, isRevoked: true } });
				return this.refuse("invalid_grant", "The refresh token was used before.");
			}
			if (grant.refreshToken !== refreshToken) continue;
			if (grant.isRevoked) return this.refuse("invalid_grant", "The access was taken back.");
			this.requests.refresh_token++;
			if (!app.rotates) return this.tokenAnswer(grant, null);
			const next = {
				...grant,
				refreshToken: random("refresh"),
				usedRefreshTokens: [...grant.usedRefreshTokens, refreshToken],
			};
			this.change({ type: "oauth_grant", grant: next });
			return this.tokenAnswer(next, next.refreshToken);
		}
		return this.refuse("invalid_grant", "The refresh token is unknown.");
	}

	private mintFor(assertion: string): SandboxAnswer {
		const checked = checkJwt(assertion, this.state.serviceAccounts, this.now());
		return "refusal" in checked
			? this.refuse("invalid_grant", checked.refusal)
			: this.mint(checked.accountId);
	}

	private mint(accountId: string): SandboxAnswer {
		this.requests.minted++;
		return this.tokenAnswer({ id: null, accountId }, null);
	}

	private tokenAnswer(
		{ id, accountId }: { id: string | null; accountId: string },
		refreshToken: string | null,
	): SandboxAnswer {
		const value = random("access");
		const expiresAt = this.now() + this.lifeSeconds * 1000;
		this.change({ type: "oauth_token", token: { value, grantId: id, accountId, expiresAt } });
		return {
			status: 200,
			body: {
				access_token: value,
				token_type: "Bearer",
				expires_in: this.lifeSeconds,
				...(refreshToken ? { refresh_token: refreshToken } : {}),
			},
			headers: { "cache-control": "no-store" },
		};
	}
}
