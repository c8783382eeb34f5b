import type { NextApiRequest, NextApiResponse } from "next";
import NextAuth from "next-auth";
import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import { clientAddressHeader, notedClientAddress } from "@/lib/platform/http/client-address";
import { errorResponse } from "@/lib/platform/http/error-response";
import { readBytes } from "@/lib/platform/http/read-body";
import { type AuthVisit, authOptions } from "@/lib/workspaces/server/auth-options";
import { sessionCookieOf } from "@/lib/workspaces/server/session-cookie";

/** Many times the size of an email, a password and a token; anyone can send this without signing in. */
const maxBodyBytes = 8 * 1024;

/** The reachable parts of next-auth. Its `_log`, for one, would let strangers write into our log. */
const actions: Record<string, readonly string[]> = {
	GET: ["csrf", "providers", "session", "signin", "signout", "error"],
	POST: ["callback/credentials", "signin/credentials", "signout"],
};

/** Signing in and out: next-auth behind size and time limits, with our own error messages. */
export async function handleAuth(request: Request): Promise<Response> {
	const requestId = newId("req");
	try {
		const url = new URL(request.url);
		const parts = url.pathname.split("/").slice(3);
		if (!actions[request.method]?.includes(parts.join("/"))) {
			throw new AppError("not_found", "Page not found.");
		}
		const body = request.method === "POST" ? await readFields(request) : {};
		const visit: AuthVisit = {
			address: notedClientAddress(request.headers.get(clientAddressHeader)),
			cookie: sessionCookieOf(request),
		};
		const response = await callNextAuth(request, { parts, url, body }, visit);
		if (visit.signOutError) {
			throw new AppError(
				"upstream",
				"You are still signed in: the database could not be reached. Try again.",
				{
					cause: visit.signOutError,
				},
			);
		}
		return visit.refusal ? withRefusal(response, visit.refusal) : response;
	} catch (error) {
		return errorResponse(error, requestId);
	}
}

function withRefusal(response: Response, refusal: NonNullable<AuthVisit["refusal"]>): Response {
	const status = { wrong: 401, too_many: 429, busy: 429, failed: 500 }[refusal.reason];
	const headers = new Headers(response.headers);
	if (refusal.retryAfterSeconds) headers.set("retry-after", String(refusal.retryAfterSeconds));
	// A form without scripts returns to the page through its Location.
	return new Response(response.body, { status: headers.has("location") ? 302 : status, headers });
}

async function readFields(request: Request): Promise<Record<string, string>> {
	const text = (await readBytes(request, maxBodyBytes)).toString("utf8");
	const type = request.headers.get("content-type") ?? "";
	if (type.includes("application/x-www-form-urlencoded"))
		return Object.fromEntries(new URLSearchParams(text));
	throw new AppError("invalid", "Send the form as application/x-www-form-urlencoded.");
}

function cookiesOf(request: Request): Record<string, string> {
	const cookies: Record<string, string> = {};
	for (const pair of (request.headers.get("cookie") ?? "").split(/;\s*/)) {
		const at = pair.indexOf("=");
		if (at < 1) continue;
		const value = pair.slice(at + 1);
		try {
			cookies[pair.slice(0, at)] = decodeURIComponent(value);
		} catch {
			cookies[pair.slice(0, at)] = value;
		}
	}
	return cookies;
}

/** Calls next-auth the way a pages route of Next does: that form needs nothing but what it is given. */
async function callNextAuth(
	request: Request,
	{ parts, url, body }: { parts: string[]; url: URL; body: Record<string, string> },
	visit: AuthVisit,
): Promise<Response> {
	const headers = new Headers({ "cache-control": "no-store" });
	let status = 200;
	let text: string | null = null;
	const answer = {
		status: (code: number) => {
			status = code;
			return answer;
		},
		getHeader: (name: string) => (name === "Set-Cookie" ? headers.getSetCookie() : headers.get(name)),
		setHeader: (name: string, value: string | string[]) => {
			headers.delete(name);
			for (const one of [value].flat()) headers.append(name, one);
			return answer;
		},
		end: () => {},
		json: (value: unknown) => {
			headers.set("content-type", "application/json");
			text = JSON.stringify(value);
		},
		send: (value: unknown) => {
			text = typeof value === "string" ? value : JSON.stringify(value ?? {});
		},
	};
	const query = { ...Object.fromEntries(url.searchParams), nextauth: parts };
	const given = { method: request.method, headers: Object.fromEntries(request.headers) };
	// Safe because next-auth uses these members of a request and an answer and no others.
	await NextAuth(
		{ ...given, query, body, cookies: cookiesOf(request) } as unknown as NextApiRequest,
		answer as unknown as NextApiResponse,
		authOptions(visit),
	);
	return new Response(text, { status, headers });
}
