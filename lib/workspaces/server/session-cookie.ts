import { decode, encode } from "next-auth/jwt";
import { env } from "@/lib/platform/env";

/** How long someone stays signed in; not prolonged by use. */
export const sessionSeconds = 14 * 24 * 3600;

/** The user of a session cookie. Whether that session is still valid is decided by Postgres. */
export type SessionClaims = { userId: string; sessionId: string };

/** next-auth's own names: the prefix makes browsers refuse the cookie over plain http. */
export function sessionCookieName(): string {
	return env.NEXTAUTH_URL.startsWith("https://")
		? "__Secure-next-auth.session-token"
		: "next-auth.session-token";
}

/** The value of a session's cookie, as next-auth itself would write it. */
export async function writeSessionToken({ userId, sessionId }: SessionClaims): Promise<string> {
	return await encode({
		token: { sub: userId, sid: sessionId },
		secret: env.NEXTAUTH_SECRET,
		maxAge: sessionSeconds,
	});
}

/** The content of a cookie's value, or null when it is missing, expired, altered or not ours. */
export async function readSessionToken(cookie: string | undefined): Promise<SessionClaims | null> {
	if (!cookie) return null;
	try {
		return sessionClaimsOf(await decode({ token: cookie, secret: env.NEXTAUTH_SECRET }));
	} catch {
		return null;
	}
}

export function sessionClaimsOf(token: Record<string, unknown> | null): SessionClaims | null {
	const { sub, sid } = token ?? {};
	return typeof sub === "string" && typeof sid === "string" ? { userId: sub, sessionId: sid } : null;
}

/** The session cookie of a request, read from its header so that it works wherever a Request does. */
export function sessionCookieOf(request: Request): string | undefined {
	const wanted = `${sessionCookieName()}=`;
	const pair = (request.headers.get("cookie") ?? "").split(/;\s*/).find((text) => text.startsWith(wanted));
	return pair?.slice(wanted.length);
}

/** A `set-cookie` header that signs a browser in to a session that was started without next-auth. */
export async function setSessionCookie(claims: SessionClaims, now: Date): Promise<string> {
	const name = sessionCookieName();
	const expires = new Date(now.getTime() + sessionSeconds * 1000).toUTCString();
	const secure = name.startsWith("__Secure-") ? "; Secure" : "";
	return `${name}=${await writeSessionToken(claims)}; Path=/; Expires=${expires}; HttpOnly${secure}; SameSite=Lax`;
}
