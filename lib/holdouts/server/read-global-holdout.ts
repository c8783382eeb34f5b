import type { GlobalHoldout } from "@/lib/holdouts/global-holdout";
import type { Context } from "@/lib/workspaces/server/context";

/** The group of people that is held out of everything now; null where none is. */
export async function readGlobalHoldout(
	ctx: Pick<Context, "workspace"> & { db: Pick<Context["db"], "globalHoldout"> },
): Promise<GlobalHoldout | null> {
	return await ctx.db.globalHoldout.findFirst({
		where: { workspaceId: ctx.workspace.id, endedAt: null },
		select: { salt: true, shareBp: true, startedAt: true },
	});
}
