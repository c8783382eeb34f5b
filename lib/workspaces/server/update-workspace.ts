import type { WorkspaceSettings } from "@/lib/workspaces/api";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { getWorkspace } from "@/lib/workspaces/server/get-workspace";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

export async function updateWorkspace(
	ctx: Context,
	input: { name?: string | undefined; timeZone?: string | undefined },
): Promise<WorkspaceSettings> {
	allow(ctx, "settings.write");
	const change = {
		...(input.name === undefined ? {} : { name: input.name }),
		...(input.timeZone === undefined ? {} : { timeZone: input.timeZone }),
	};
	if (Object.keys(change).length > 0) {
		await ctx.db.$transaction(async (tx) => {
			await tx.workspace.update({ where: { id: ctx.workspace.id }, data: change });
			await recordAudit(tx, ctx, "workspace.updated", ctx.workspace.id, change);
		});
	}
	return await getWorkspace(ctx);
}
