import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** How many people there are now. No personal data: any member may know it. */
export async function countProfiles(
	ctx: Context,
): Promise<{ known: number; anonymous: number; asOf: string }> {
	allow(ctx, "workspace.read");
	const [row] = await ctx.db.$queryRaw<{ known: number; anonymous: number }[]>`
		SELECT count(*) FILTER (WHERE is_known)::int AS known, count(*) FILTER (WHERE NOT is_known)::int AS anonymous
		FROM profile WHERE workspace_number = ${ctx.workspace.number} AND uid = root_uid AND erased_at IS NULL`;
	return { known: row?.known ?? 0, anonymous: row?.anonymous ?? 0, asOf: ctx.now.toISOString() };
}
