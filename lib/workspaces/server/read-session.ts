import { database } from "@/lib/platform/postgres/database";
import { readSessionToken, type SessionClaims } from "@/lib/workspaces/server/session-cookie";

/** True while the session has neither been ended nor expired. */
export async function isSessionAlive({ userId, sessionId }: SessionClaims): Promise<boolean> {
	const session = await database().session.findUnique({ where: { id: sessionId } });
	return session?.userId === userId && session.expiresAt > new Date();
}

/** The user of a session cookie, or null when the cookie is not ours or its session has ended. */
export async function readSession(cookie: string | undefined): Promise<SessionClaims | null> {
	const claims = await readSessionToken(cookie);
	return claims && (await isSessionAlive(claims)) ? claims : null;
}
