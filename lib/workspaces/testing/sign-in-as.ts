import { encode } from "next-auth/jwt";
import { env } from "@/lib/platform/env";
import type { Context } from "@/lib/workspaces/server/context";
import { sessionCookieName } from "@/lib/workspaces/server/read-session";

/** Request headers of a browser in which the context's user is signed in, looking at the context's workspace. */
export async function signInAs(
	ctx: Context,
	origin = new URL(env.NEXTAUTH_URL).origin,
): Promise<Record<string, string>> {
	const token = await encode({ token: { sub: ctx.actor.id }, secret: env.NEXTAUTH_SECRET });
	return { cookie: `${sessionCookieName()}=${token}`, origin, "muster-workspace": ctx.workspace.slug };
}
