import { UserFacingError } from "./step.mjs";

/** A user of Muster over HTTP: first with a browser session, then with an API key. */
export class Visitor {
	#cookies = new Map();
	#headers = {};

	constructor(url) {
		this.url = url;
	}

	async request(method, route, { body, type = "application/json", headers = {}, raw = false } = {}) {
		const response = await fetch(`${this.url}${route}`, {
			method,
			redirect: "manual",
			headers: {
				...(body === undefined ? {} : { "Content-Type": type }),
				Origin: this.url,
				...(this.#cookies.size > 0
					? { Cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ") }
					: {}),
				...this.#headers,
				...headers,
			},
			...(body === undefined ? {} : { body: type === "application/json" ? JSON.stringify(body) : body }),
		});
		for (const cookie of response.headers.getSetCookie()) {
			const [pair = ""] = cookie.split(";");
			const at = pair.indexOf("=");
			this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
		}
		const text = await response.text();
		if (raw) return { status: response.status, text };
		if (!response.ok)
			throw new UserFacingError(`${method} ${route} was refused (${response.status}): ${text.slice(0, 600)}`);
		return text === "" ? undefined : JSON.parse(text);
	}

	api(method, route, body) {
		return this.request(method, `/api/v1${route}`, { body });
	}

	async signIn(email, password, workspace) {
		const { csrfToken } = await this.request("GET", "/api/auth/csrf");
		await this.request("POST", "/api/auth/callback/credentials", {
			type: "application/x-www-form-urlencoded",
			body: new URLSearchParams({ csrfToken, email, password, json: "true" }).toString(),
			raw: true,
		});
		this.#headers = { "muster-workspace": workspace };
		const session = await this.request("GET", "/api/auth/session");
		if (!session?.user) throw new UserFacingError("The sign-in with the right password did not work.");
	}

	useKey(token) {
		this.#cookies.clear();
		this.#headers = { Authorization: `Bearer ${token}` };
	}
}
