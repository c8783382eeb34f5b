import { refreshEveryone } from "@/lib/segments/server/refresh/refresh-everyone";
import { workspaceApi } from "@/lib/workspaces/api";
import { defineRoute } from "@/lib/workspaces/server/define-route";
import { getWorkspace } from "@/lib/workspaces/server/get-workspace";
import { updateWorkspace } from "@/lib/workspaces/server/update-workspace";

export const GET = defineRoute(workspaceApi.get, ({ ctx }) => getWorkspace(ctx));
export const PATCH = defineRoute(workspaceApi.update, async ({ ctx, body }) => {
	const changed = await updateWorkspace(ctx, body);
	// In every rule, days, weeks and months now begin at other instants.
	if (changed.timeZone !== ctx.workspace.timeZone) await refreshEveryone(ctx.workspace.id);
	return changed;
});
