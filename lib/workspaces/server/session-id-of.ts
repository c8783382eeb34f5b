import type { Context } from "@/lib/workspaces/server/context";
import { readSessionToken, sessionCookieOf } from "@/lib/workspaces/server/session-cookie";

/** The browser session that made a request; null for an API key. */
export async function sessionIdOf(ctx: Context, request: Request): Promise<string | null> {
	if (ctx.actor.kind !== "user") return null;
	return (await readSessionToken(sessionCookieOf(request)))?.sessionId ?? null;
}
