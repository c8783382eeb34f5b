import type { Connection, HttpResponse, RequestDescription, Verdict } from "@/lib/destinations/contract";

/** Access to one account at a network. Instants are milliseconds. */
export type Token = {
	accessToken: string;
	/** Null when the network gave none: once the access token has expired, someone must give access again. */
	refreshToken: string | null;
	/** Null when the network did not say. */
	expiresAt: number | null;
};

/** The network's account that a token belongs to. */
export type Account = { id: string; name: string };

/**
 * A request to a token endpoint and how its answer is read. A problem of the class "auth" means that the grant
 * itself is gone; "config", that the network does not accept the app.
 */
export type TokenRequest<Input> = {
	build(connection: Connection, input: Input, at: Date): RequestDescription;
	read(answer: HttpResponse, at: Date): Verdict<Token>;
};

/** The verifier is empty where the network is asked without PKCE. */
export type CodeExchange = { code: string; verifier: string; redirectAddress: string };

/** The authorization code flow, with PKCE. The app's client ID and secret are fields of the definition. */
export type OAuth2 = {
	kind: "oauth2";
	/** The network's page where someone gives access, without its query. */
	authorizeAddress(connection: Connection): string;
	clientId(connection: Connection): string;
	scopes: readonly string[];
	/** Further parameters of that page, e.g. access_type=offline. */
	parameters?: Readonly<Record<string, string>>;
	/** False where the network knows no PKCE for apps with a secret: neither challenge nor verifier is sent. */
	usesPkce?: false;
	exchange: TokenRequest<CodeExchange>;
	/** Absent: a token that is refused cannot be renewed, and someone must give access again. */
	refresh?: TokenRequest<{ refreshToken: string }>;
	/** How long before it expires a token is renewed; absent: it never expires. */
	refreshAheadMs?: number;
	/** The account that was chosen there. Absent: the network does not say, so a change goes unnoticed. */
	readAccount?: {
		build(connection: Connection, at: Date): RequestDescription;
		read(answer: HttpResponse): Verdict<Account>;
	};
};

/** Tokens that Muster gets without anyone's consent, from a stored key or the app's own secret. */
export type Minted = {
	kind: "minted";
	mint: {
		/** A problem when the stored key cannot be used at all. */
		build(connection: Connection, at: Date): Verdict<RequestDescription>;
		read(answer: HttpResponse, at: Date): Verdict<Token>;
	};
	refreshAheadMs: number;
};

/**
 * How a network lets Muster in. static: with the credentials of the connect form. For the other two, requests find
 * the current token as `credentials.accessToken`.
 */
export type Auth = { kind: "static" } | OAuth2 | Minted;

/** Whether a token must be renewed before it is used. */
export function isRenewalDue(expiresAt: number | null, refreshAheadMs: number, now: number): boolean {
	return expiresAt !== null && expiresAt - refreshAheadMs <= now;
}

const lastInstant = Date.UTC(9999, 0, 1);

/**
 * When a token given at `at` for so many seconds expires. Some networks say "never" with a number beyond all dates, which
 * could not be stored: and with it the refresh token, which may be the only one there is.
 */
export function expiresAfter(at: Date, seconds: number): number {
	return Math.min(at.getTime() + seconds * 1_000, lastInstant);
}
