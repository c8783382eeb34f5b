import type { OAuthAccount } from "@/lib/destinations/server/sandbox/oauth-state";
import type { SandboxAnswer } from "@/lib/destinations/server/sandbox/sandbox-network";

/** A page for a browser, in place of JSON. */
export type OAuthAnswer = SandboxAnswer & { html?: string };

/** The page where someone chooses the account that an app gets access to. */
export function consentPage(query: URLSearchParams, accounts: readonly OAuthAccount[]): OAuthAnswer {
	const hidden = [...query]
		.map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
		.join("");
	const buttons = accounts
		.map(({ id, name }) => {
			const label = `Allow for ${escapeHtml(name)} (${escapeHtml(id)})`;
			return `<button name="account" value="${escapeHtml(id)}">${label}</button>`;
		})
		.join("");
	const app = escapeHtml(query.get("client_id") ?? "");
	// TikTok's scopes are the app's own; its address names none.
	const scope = escapeHtml(query.get("scope") ?? "what it is set up for");
	return page(
		200,
		`<h1>Sandbox: give access</h1><p>The app <b>${app}</b> asks for: ${scope}.</p>
		<form method="post">${hidden}${buttons}<button name="deny" value="1">Cancel</button></form>`,
	);
}

/** For an app or an address to go back to that is not known: nobody may be sent there. */
export function refusalPage(reason: string): OAuthAnswer {
	return page(400, `<h1>This app cannot be trusted</h1><p>${escapeHtml(reason)}</p>`);
}

/** What is wrong with how an app sent someone here; null when nothing is. */
export function problemOf(query: URLSearchParams, usesPkce: boolean): string | null {
	if (query.get("response_type") !== "code") return "The response type must be code.";
	if (!usesPkce && query.has("code_challenge")) return "This network knows no code challenge.";
	if (usesPkce && query.get("code_challenge_method") !== "S256") return "The challenge method must be S256.";
	if (usesPkce && !/^[\w-]{43}$/.test(query.get("code_challenge") ?? ""))
		return "A code challenge is needed.";
	if (!query.get("state")) return "A state is needed.";
	return null;
}

/** Whether an address is one that was registered. Of loopback ones the port does not count. */
export function isSameRedirect(registered: string, given: string): boolean {
	const [one, other] = [new URL(registered), new URL(given)];
	if (one.hostname === "localhost" || one.hostname === "127.0.0.1") [one.port, other.port] = ["", ""];
	return one.href === other.href;
}

/** Sends the browser back to the app. */
export function back(redirect: URL, result: Record<string, string>, query: URLSearchParams): OAuthAnswer {
	const url = new URL(redirect);
	for (const [name, value] of Object.entries({ ...result, state: query.get("state") ?? "" }))
		if (value) url.searchParams.set(name, value);
	return { status: 303, body: {}, headers: { location: url.href } };
}

function page(status: number, content: string): OAuthAnswer {
	const style =
		"body{font:16px system-ui;max-width:32rem;margin:10vh auto;padding:0 1rem}form{display:grid;gap:.5rem}button{font:inherit;padding:.6rem}";
	return {
		status,
		body: {},
		html: `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sandbox: give access</title><style>${style}</style><main>${content}</main></html>`,
	};
}

function escapeHtml(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
