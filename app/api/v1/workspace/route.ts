import { refreshEveryone } from "@/lib/segments/server/refresh/refresh-everyone";
import { followTimeZone } from "@/lib/syncs/server/follow-time-zone";
import { workspaceApi } from "@/lib/workspaces/api";
import { defineRoute } from "@/lib/workspaces/server/define-route";
import { getWorkspace } from "@/lib/workspaces/server/get-workspace";
import { updateWorkspace } from "@/lib/workspaces/server/update-workspace";

export const GET = defineRoute(workspaceApi.get, ({ ctx }) => getWorkspace(ctx));
export const PATCH = defineRoute(workspaceApi.update, async ({ ctx, body }) => {
	const changed = await updateWorkspace(ctx, body);
	const { timeZone: before } = ctx.workspace;
	if (changed.timeZone !== before) {
		await followTimeZone(ctx, { before, after: changed.timeZone });
		// In every rule, days, weeks and months now begin at other instants.
		await refreshEveryone(ctx.workspace.id);
	}
	return changed;
});
