import { type NextRequest, NextResponse } from "next/server";
import { newId } from "./lib/kernel/ids";
import { env } from "./lib/platform/env";

/** A forwarded body is held in memory and cut at 10 MB; ingest rejects far smaller ones, with a message. */
const maxForwardedBytes = 8 * 1024 * 1024;

const isDevelopment = env.NODE_ENV === "development";

// A fresh nonce for every page: only scripts that Next itself put there may run. Styles may be inline
// because charts and pop-ups position themselves by style attributes.
function contentSecurityPolicy(nonce: string): string {
	return [
		"default-src 'self'",
		`script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
		"style-src 'self' 'unsafe-inline'",
		"img-src 'self' data: blob:",
		"font-src 'self'",
		`connect-src 'self'${isDevelopment ? " ws:" : ""}`,
		"object-src 'none'",
		"base-uri 'self'",
		"form-action 'self'",
		"frame-ancestors 'none'",
	].join("; ");
}

function canDecode(pathname: string): boolean {
	try {
		decodeURIComponent(pathname);
		return true;
	} catch {
		return false;
	}
}

export function proxy(request: NextRequest): NextResponse {
	const { pathname, search } = request.nextUrl;
	// Refused here, because Next answers such a path with its own page, without our headers.
	if (!canDecode(pathname)) return unreadable();
	// One origin for browsers and client libraries: these are the ingest process.
	if (/^\/(?:v1|api\/s|sourceConfig)(?:\/|$)/.test(pathname)) {
		if (Number(request.headers.get("content-length") ?? 0) > maxForwardedBytes) return tooLarge();
		return NextResponse.rewrite(new URL(pathname + search, env.INGEST_URL));
	}
	if (pathname.startsWith("/api/")) return NextResponse.next();
	// Next itself would do so for every path, and a message that is posted to a redirect is lost.
	if (pathname.length > 1 && pathname.endsWith("/")) {
		const url = new URL(request.url);
		url.pathname = pathname.replace(/\/+$/, "") || "/";
		return NextResponse.redirect(url, 308);
	}

	const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
	const policy = contentSecurityPolicy(nonce);
	const headers = new Headers(request.headers);
	headers.set("x-nonce", nonce);
	headers.set("content-security-policy", policy);
	const response = NextResponse.next({ request: { headers } });
	response.headers.set("content-security-policy", policy);
	return response;
}

function unreadable(): NextResponse {
	return refusal(
		400,
		"invalid",
		"The path is not readable: its percent-encoding is broken. Encode it as UTF-8.",
	);
}

function tooLarge(): NextResponse {
	return refusal(413, "too_large", "The body is larger than a batch may be. Send fewer messages at once.");
}

/** An error response from the proxy itself, in the common error shape. */
function refusal(status: number, code: string, message: string): NextResponse {
	const requestId = newId("req");
	return NextResponse.json(
		{ error: { code, message, requestId } },
		{
			status,
			headers: {
				"cache-control": "no-store",
				"content-security-policy": "default-src 'none'; frame-ancestors 'none'",
				"x-content-type-options": "nosniff",
				"x-request-id": requestId,
			},
		},
	);
}

// Every page, whatever its workspace is called. Not the API: a proxied request's body is held in memory and cut at
// 10 MB, and customer files are larger; its paths hold no percent sign unless one is broken.
export const config = {
	matcher: [
		"/v1",
		"/v1/:path*",
		"/api/s/:path*",
		"/sourceConfig/:path*",
		"/((?!api/|api$|v1/|v1$|_next/|favicon\\.ico$|icon\\.svg$).*)",
		"/((?=[^?]*%).*)",
	],
};
