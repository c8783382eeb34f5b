import { decode } from "next-auth/jwt";
import { env } from "@/lib/platform/env";

/** next-auth's own names: the prefix makes browsers refuse the cookie over plain http. */
export function sessionCookieName(): string {
	return env.NEXTAUTH_URL.startsWith("https://")
		? "__Secure-next-auth.session-token"
		: "next-auth.session-token";
}

/** The user id in a session cookie's value, or null when it is missing, expired, altered or not ours. */
export async function readSession(cookie: string | undefined): Promise<string | null> {
	if (!cookie) return null;
	try {
		const token = await decode({ token: cookie, secret: env.NEXTAUTH_SECRET });
		return token?.sub ?? null;
	} catch {
		return null;
	}
}

/** The session cookie of a request, read from its header so that it works wherever a Request does. */
export function sessionCookieOf(request: Request): string | undefined {
	const wanted = `${sessionCookieName()}=`;
	const pair = (request.headers.get("cookie") ?? "").split(/;\s*/).find((text) => text.startsWith(wanted));
	return pair?.slice(wanted.length);
}
