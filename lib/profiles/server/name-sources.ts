import type { Context } from "@/lib/workspaces/server/context";

/** Names of the sources that rows of the warehouse name by id; what is not a source keeps its own word. */
export async function nameSources(ctx: Context): Promise<(source: string) => string> {
	const sources = await ctx.db.source.findMany({
		where: { workspaceId: ctx.workspace.id },
		select: { id: true, name: true },
	});
	const names = new Map(sources.map(({ id, name }) => [id, name]));
	return (source) => names.get(source) ?? source;
}
