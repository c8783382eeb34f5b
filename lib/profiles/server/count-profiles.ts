import { maskCount, mayCountAnybody, type PeopleCount } from "@/lib/workspaces/people-count";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** How many people there are now. Any member may see it. */
export async function countProfiles(
	ctx: Context,
): Promise<{ known: PeopleCount; anonymous: PeopleCount; asOf: string }> {
	allow(ctx, "workspace.read");
	const { known, anonymous } = await countAll(ctx);
	return { known: maskCount(ctx, known), anonymous: maskCount(ctx, anonymous), asOf: ctx.now.toISOString() };
}

/**
 * How many people there are, for roles that must not learn the remainder of a size; null for everyone else.
 */
export async function countForRest(ctx: Context): Promise<number | null> {
	if (mayCountAnybody(ctx)) return null;
	const { known, anonymous } = await countAll(ctx);
	return known + anonymous;
}

async function countAll(ctx: Context): Promise<{ known: number; anonymous: number }> {
	const [row] = await ctx.db.$queryRaw<{ known: number; anonymous: number }[]>`
		SELECT count(*) FILTER (WHERE is_known)::int AS known, count(*) FILTER (WHERE NOT is_known)::int AS anonymous
		FROM profile WHERE workspace_number = ${ctx.workspace.number} AND uid = root_uid AND erased_at IS NULL`;
	return { known: row?.known ?? 0, anonymous: row?.anonymous ?? 0 };
}
