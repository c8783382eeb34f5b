import type { Context } from "@/lib/workspaces/server/context";

/** The roots that some numbers stand for today. */
export async function rootsOf(
	ctx: Pick<Context, "db" | "workspace">,
	uids: readonly number[],
): Promise<number[]> {
	const rows = await ctx.db.profile.findMany({
		where: { workspaceNumber: ctx.workspace.number, uid: { in: [...uids] } },
		select: { rootUid: true },
		distinct: ["rootUid"],
	});
	return rows.map(({ rootUid }) => rootUid);
}
