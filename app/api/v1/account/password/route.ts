import { workspaceApi } from "@/lib/workspaces/api";
import { changeOwnPassword } from "@/lib/workspaces/server/change-own-password";
import { defineRoute } from "@/lib/workspaces/server/define-route";
import { setSessionCookie } from "@/lib/workspaces/server/session-cookie";

export const POST = defineRoute(workspaceApi.changePassword, async ({ ctx, body }) => {
	const { changedAt, sessionId } = await changeOwnPassword(ctx, body);
	const cookie = await setSessionCookie({ userId: ctx.actor.id, sessionId }, ctx.now);
	return Response.json({ changedAt }, { headers: { "cache-control": "no-store", "set-cookie": cookie } });
});
