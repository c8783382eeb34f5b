import type { Context } from "@/lib/workspaces/server/context";

/** Names of the sources and destinations that rows of the warehouse name by id; what is not a source keeps its own word. */
export async function nameSources(ctx: Context): Promise<(source: string) => string> {
	const sources = await ctx.db.source.findMany({
		where: { workspaceId: ctx.workspace.id },
		select: { id: true, name: true },
	});
	// Consent may be withdrawn at a destination.
	const destinations = await ctx.db.destination.findMany({
		where: { workspaceId: ctx.workspace.id },
		select: { id: true, name: true },
	});
	const names = new Map([...sources, ...destinations].map(({ id, name }) => [id, name]));
	return (source) => names.get(source) ?? source;
}
