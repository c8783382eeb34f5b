import { newId } from "@/lib/kernel/ids";
import { env } from "@/lib/platform/env";
import type { Context } from "@/lib/workspaces/server/context";
import { sessionCookieName, writeSessionToken } from "@/lib/workspaces/server/session-cookie";

/** Request headers of a browser in which the context's user is signed in, looking at the context's workspace. */
export async function signInAs(
	ctx: Context,
	origin = new URL(env.NEXTAUTH_URL).origin,
): Promise<Record<string, string>> {
	const userId = ctx.actor.id;
	const sessionId = newId("ses");
	const expiresAt = new Date(Date.now() + 3600_000);
	await ctx.db.session.create({ data: { id: sessionId, userId, expiresAt } });
	const token = await writeSessionToken({ userId, sessionId });
	return { cookie: `${sessionCookieName()}=${token}`, origin, "muster-workspace": ctx.workspace.slug };
}
