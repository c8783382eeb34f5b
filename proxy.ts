import { type NextRequest, NextResponse } from "next/server";
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

export function proxy(request: NextRequest): NextResponse {
	const { pathname, search } = request.nextUrl;
	// One origin for browsers and client libraries: /v1 is the ingest process.
	if (pathname.startsWith("/v1/")) return NextResponse.rewrite(new URL(pathname + search, env.INGEST_URL));

	const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
	const policy = contentSecurityPolicy(nonce);
	const headers = new Headers(request.headers);
	headers.set("x-nonce", nonce);
	headers.set("content-security-policy", policy);
	const response = NextResponse.next({ request: { headers } });
	response.headers.set("content-security-policy", policy);
	return response;
}

// Not for the API: a proxied request's body is held in memory and cut at 10 MB, and customer files are larger.
export const config = { matcher: ["/v1/:path*", "/((?!api|v1|_next|favicon|icon).*)"] };
