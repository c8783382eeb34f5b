import type { SourceView } from "@/lib/sources/contracts";
import { sourceView } from "@/lib/sources/server/source-view";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** Sources of the workspace, newest first; few, so not paged. */
export async function listSources(ctx: Context): Promise<{ items: SourceView[]; nextCursor: null }> {
	allow(ctx, "data.read");
	const sources = await ctx.db.source.findMany({
		where: { workspaceId: ctx.workspace.id, archivedAt: null },
		include: { writeKeys: { orderBy: { createdAt: "desc" } } },
		orderBy: { createdAt: "desc" },
		take: 500,
	});
	return { items: sources.map(sourceView), nextCursor: null };
}
