import { z } from "zod";
import { expiresAfter, type OAuth2, type Token } from "@/lib/destinations/auth";
import { readProblem } from "@/lib/destinations/catalog/linkedin/read-outcome";
import type { Connection, HttpResponse, RequestDescription, Verdict } from "@/lib/destinations/contract";

/** LinkedIn's pages, which are not where its API is. */
export const signInAddress = "https://www.linkedin.com";

function addressOf({ settings }: Connection, page: string): string {
	return `${(settings.authUrl || signInAddress).replace(/\/+$/, "")}/oauth/v2/${page}`;
}

function ask(connection: Connection, form: Record<string, string>): RequestDescription {
	return {
		method: "POST",
		url: addressOf(connection, "accessToken"),
		headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
		body: new URLSearchParams({
			...form,
			client_id: connection.settings.clientId ?? "",
			client_secret: connection.credentials.clientSecret ?? "",
		}).toString(),
	};
}

const token = z.object({
	access_token: z.string().min(1),
	expires_in: z.number().positive(),
	/** Only for apps that LinkedIn approved for it: without it someone gives access again every 60 days. */
	refresh_token: z.string().min(1).optional(),
});
const refusal = z.object({ error: z.string() });

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

/** `at` is when the request left: a token lives from then on. */
function readToken(answer: HttpResponse, at: Date): Verdict<Token> {
	const body = parse(answer.body);
	const read = token.safeParse(body);
	if (answer.status === 200 && read.success) {
		const { access_token, expires_in, refresh_token } = read.data;
		return {
			ok: true,
			value: {
				accessToken: access_token,
				refreshToken: refresh_token ?? null,
				expiresAt: expiresAfter(at, expires_in),
			},
		};
	}
	const problem = readProblem(answer);
	// A success without a token says something of the app.
	if (answer.status >= 300 && (problem.class === "throttled" || problem.class === "transient"))
		return { ok: false, problem };
	const said = refusal.safeParse(body);
	const code = said.success ? said.data.error : "";
	// The vendor's own words are left out: they may repeat what was sent.
	const detail = `HTTP ${answer.status}${code ? `, ${code.slice(0, 60)}` : ""}`;
	return {
		ok: false,
		problem: /^invalid_(grant|request)$/.test(code)
			? {
					class: "auth",
					message: "LinkedIn no longer accepts the access it once gave. Give access again.",
					detail,
				}
			: {
					class: "config",
					message: "LinkedIn does not accept the app. Check its client ID and client secret.",
					detail,
				},
	};
}

/** How someone gives Muster access to LinkedIn: the authorization code flow, with a refresh token where LinkedIn gives one. */
export const linkedInAuth = {
	kind: "oauth2",
	authorizeAddress: (connection: Connection) => addressOf(connection, "authorization"),
	clientId: ({ settings }: Connection) => settings.clientId ?? "",
	/** Segments, and the ad account's name and roles. */
	scopes: ["rw_dmp_segments", "r_ads"],
	// LinkedIn documents it for native apps only.
	usesPkce: false,
	// LinkedIn gives access tokens for 60 days.
	refreshAheadMs: 86_400_000,
	exchange: {
		build: (
			connection: Connection,
			{ code, redirectAddress }: { code: string; redirectAddress: string },
		): RequestDescription =>
			ask(connection, { grant_type: "authorization_code", code, redirect_uri: redirectAddress }),
		read: readToken,
	},
	refresh: {
		build: (connection: Connection, { refreshToken }: { refreshToken: string }): RequestDescription =>
			ask(connection, { grant_type: "refresh_token", refresh_token: refreshToken }),
		read: readToken,
	},
} as const satisfies OAuth2;
