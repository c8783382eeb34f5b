import { AppError } from "@/lib/kernel/app-error";
import type { Source } from "@/lib/platform/postgres/generated/client";
import type { Context } from "@/lib/workspaces/server/context";

/** The workspace's source of that id; refuses ids of other workspaces like unknown ones. */
export async function getSource(ctx: Context, sourceId: string): Promise<Source> {
	const source = await ctx.db.source.findFirst({
		where: { id: sourceId, workspaceId: ctx.workspace.id, archivedAt: null },
	});
	if (!source) throw new AppError("not_found", "This source does not exist.");
	return source;
}
