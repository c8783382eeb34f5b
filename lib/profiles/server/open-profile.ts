import { AppError } from "@/lib/kernel/app-error";
import type { Context } from "@/lib/workspaces/server/context";

export type OpenedProfile = { uid: number; isKnown: boolean; uids: number[] };

/**
 * The person a number belongs to today, with every number merged into it; not_found for unknown and erased
 * people.
 */
export async function openProfile(ctx: Context, profileId: number): Promise<OpenedProfile> {
	const ws = ctx.workspace.number;
	const missing = new AppError(
		"not_found",
		"There is no such person in this workspace; they may have been erased.",
	);
	// Numbers are UInt32 in the warehouse but handed out from 1 on, within what Postgres calls an integer.
	if (profileId > 2_147_483_647) throw missing;
	const given = await ctx.db.profile.findUnique({
		where: { workspaceNumber_uid: { workspaceNumber: ws, uid: profileId } },
		select: { rootUid: true },
	});
	if (!given) throw missing;
	const group = await ctx.db.profile.findMany({
		where: { workspaceNumber: ws, rootUid: given.rootUid },
		orderBy: { uid: "asc" },
	});
	const root = group.find(({ uid }) => uid === given.rootUid);
	if (!root || root.erasedAt) throw missing;
	return {
		uid: root.uid,
		isKnown: root.isKnown,
		uids: group.map(({ uid }) => uid),
	};
}
