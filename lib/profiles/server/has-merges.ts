import type { Context } from "@/lib/workspaces/server/context";

/** Whether any two people of the workspace were ever merged: only then queries map ids to their roots. */
export async function hasMerges(ctx: Pick<Context, "db" | "workspace">): Promise<boolean> {
	const merge = await ctx.db.profileMerge.findFirst({
		where: { workspaceNumber: ctx.workspace.number },
		select: { id: true },
	});
	return merge !== null;
}
