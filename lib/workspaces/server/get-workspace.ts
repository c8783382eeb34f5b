import type { WorkspaceSettings } from "@/lib/workspaces/api";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

export async function getWorkspace(ctx: Context): Promise<WorkspaceSettings> {
	allow(ctx, "workspace.read");
	const found = await ctx.db.workspace.findUniqueOrThrow({ where: { id: ctx.workspace.id } });
	return {
		id: found.id,
		slug: found.slug,
		name: found.name,
		timeZone: found.timeZone,
		defaults: {
			goalEvent: found.defaultGoalEvent,
			valueProperty: found.defaultValueProperty,
			currency: found.defaultCurrency,
			holdoutBp: found.defaultHoldoutBp,
			windowDays: found.defaultWindowDays,
		},
		createdAt: found.createdAt.toISOString(),
	};
}
