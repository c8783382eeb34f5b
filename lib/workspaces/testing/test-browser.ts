import { clientAddressHeader, sealClientAddress } from "@/lib/platform/http/client-address";
import { handleAuth } from "@/lib/workspaces/server/handle-auth";
import { sessionCookieName } from "@/lib/workspaces/server/session-cookie";

const home = "http://localhost:3000";

/** A browser that signs in by the form's own requests and keeps cookies. */
export class TestBrowser {
	private readonly cookies = new Map<string, string>();
	private readonly address: string;
	private readonly claims: Record<string, string>;

	/** `address` is where its socket comes from; `claims` are headers it sends of its own. */
	constructor(address = "192.0.2.1", claims: Record<string, string> = {}) {
		this.address = address;
		this.claims = claims;
	}

	/** What it sends with every request: to be sent again later, as someone who copied it would. */
	headers(workspace?: string): Record<string, string> {
		return {
			...this.claims,
			cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; "),
			origin: home,
			[clientAddressHeader]: sealClientAddress(this.address),
			...(workspace ? { "muster-workspace": workspace } : {}),
		};
	}

	/** Keeps the cookies an answer sets. */
	take(response: Response): Response {
		for (const cookie of response.headers.getSetCookie()) {
			const [pair = ""] = cookie.split(";");
			const at = pair.indexOf("=");
			if (pair.length === at + 1) this.cookies.delete(pair.slice(0, at));
			else this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
		}
		return response;
	}

	get isSignedIn(): boolean {
		return this.cookies.has(sessionCookieName());
	}

	async auth(path: string, fields?: Record<string, string>): Promise<Response> {
		const form = fields && {
			method: "POST",
			body: new URLSearchParams({ ...fields, json: "true" }).toString(),
		};
		const type = { "content-type": "application/x-www-form-urlencoded" };
		return this.take(
			await handleAuth(
				new Request(`${home}/api/auth/${path}`, { headers: { ...this.headers(), ...type }, ...form }),
			),
		);
	}

	private async csrfToken(): Promise<string> {
		// Safe because this is next-auth's answer.
		return ((await (await this.auth("csrf")).json()) as { csrfToken: string }).csrfToken;
	}

	async signIn(email: string, password: string): Promise<Response> {
		const csrfToken = await this.csrfToken();
		return await this.auth("callback/credentials", { csrfToken, email, password });
	}

	async signOut(): Promise<Response> {
		return await this.auth("signout", { csrfToken: await this.csrfToken() });
	}
}
