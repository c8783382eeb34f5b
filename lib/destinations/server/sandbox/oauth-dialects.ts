import type { SandboxAnswer, SandboxRequest } from "@/lib/destinations/server/sandbox/sandbox-network";

/** How one network words what the authorization server does, at addresses of its own. */
export type OAuthDialect = {
	/** The page where someone gives access, and where an app gets its tokens. */
	page: string;
	tokens: string;
	usesPkce: boolean;
	/** Whether a code is exchanged only with the address it was sent to. */
	repeatsRedirect: boolean;
	/** The life of its access tokens; null: as long as the server says. */
	lifeSeconds: number | null;
	/** As what the code comes back. */
	codeName: "code" | "auth_code";
	/** What the page was asked, by the standard names. */
	readPage(query: URLSearchParams): URLSearchParams;
	/** What is asked for a token, by the standard names; null when the body is of another kind. */
	readTokenRequest(request: SandboxRequest): URLSearchParams | null;
	wordTokenAnswer(answer: SandboxAnswer): SandboxAnswer;
};

function readForm({ headers, body }: SandboxRequest): URLSearchParams | null {
	const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded");
	return isForm ? new URLSearchParams(body) : null;
}

const standard: OAuthDialect = {
	page: "/oauth/authorize",
	tokens: "/oauth/token",
	usesPkce: true,
	repeatsRedirect: true,
	lifeSeconds: null,
	codeName: "code",
	readPage: (query) => query,
	readTokenRequest: readForm,
	wordTokenAnswer: (answer) => answer,
};

/** LinkedIn's, for apps with a secret: without PKCE. */
const linkedIn: OAuthDialect = {
	...standard,
	page: "/linkedin/oauth/v2/authorization",
	tokens: "/linkedin/oauth/v2/accessToken",
	usesPkce: false,
};

/** TikTok's: names of its own, JSON in place of forms, HTTP 200 for everything, and tokens that do not expire. */
const tikTok: OAuthDialect = {
	page: "/tiktok/portal/auth",
	tokens: "/tiktok/open_api/v1.3/oauth2/access_token/",
	usesPkce: false,
	repeatsRedirect: false,
	lifeSeconds: 100 * 365 * 86_400,
	codeName: "auth_code",
	readPage(query) {
		const read = new URLSearchParams(query);
		read.set("client_id", query.get("app_id") ?? "");
		read.set("response_type", "code");
		return read;
	},
	readTokenRequest({ headers, body }) {
		if (!headers["content-type"]?.startsWith("application/json")) return null;
		try {
			const { app_id = "", secret = "", auth_code = "" }: Record<string, unknown> = JSON.parse(body);
			return new URLSearchParams({
				grant_type: "authorization_code",
				client_id: String(app_id),
				client_secret: String(secret),
				code: String(auth_code),
			});
		} catch {
			return null;
		}
	},
	wordTokenAnswer({ body }) {
		const said = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
		const { access_token, error_description } = said;
		return {
			status: 200,
			body: access_token
				? {
						code: 0,
						message: "OK",
						request_id: "sandbox",
						data: { access_token, advertiser_ids: [], scope: [] },
					}
				: { code: 40110, message: String(error_description), request_id: "sandbox", data: {} },
		};
	},
};

/** Salesforce's: at the organization's own address, tokens without an expiry. */
const salesforce: OAuthDialect = {
	...standard,
	page: "/salesforce/services/oauth2/authorize",
	tokens: "/salesforce/services/oauth2/token",
	wordTokenAnswer(answer) {
		if (typeof answer.body !== "object" || answer.body === null) return answer;
		const { expires_in: _, ...said } = answer.body as Record<string, unknown>;
		return { ...answer, body: "access_token" in said ? { ...said, scope: "api refresh_token" } : said };
	},
};

const dialects = [standard, linkedIn, tikTok, salesforce];

/** The dialect that has this address; null for an address of something else. */
export function dialectOf(pathname: string): OAuthDialect | null {
	return dialects.find(({ page, tokens }) => page === pathname || tokens === pathname) ?? null;
}
