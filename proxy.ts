import { type NextRequest, NextResponse } from "next/server";
import { newId } from "./lib/kernel/ids";
import { env } from "./lib/platform/env";

const isDevelopment = env.NODE_ENV === "development";

// A fresh nonce for every page: only scripts that Next itself put there may run. Styles may stand inline
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
	// Refused here, because what comes after answers such a path with a page of its own, without our headers.
	if (!canDecode(pathname)) return unreadable();
	// One origin for browsers and client libraries: /v1 is the ingest process.
	if (pathname.startsWith("/v1/")) return NextResponse.rewrite(new URL(pathname + search, env.INGEST_URL));
	if (pathname.startsWith("/api/")) return NextResponse.next();

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
	const requestId = newId("req");
	const message = "The path is not readable: its percent-encoding is broken. Encode it as UTF-8.";
	return NextResponse.json(
		{ error: { code: "invalid", message, requestId } },
		{
			status: 400,
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
	matcher: ["/v1/:path*", "/((?!api/|api$|v1/|v1$|_next/|favicon\\.ico$|icon\\.svg$).*)", "/((?=[^?]*%).*)"],
};
