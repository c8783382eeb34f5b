import { findListUsers } from "@/lib/lists/server/find-list-users";
import { log } from "@/lib/platform/log";
import { refreshSegments } from "@/lib/segments/server/refresh/refresh-segments";
import type { Context } from "@/lib/workspaces/server/context";

/** Segments follow a list at once when it has new people. One that cannot now is refreshed when its turn comes. */
export async function refreshListUsers(ctx: Context, listId: string): Promise<void> {
	const users = await findListUsers(ctx.db, ctx, listId);
	if (users.length === 0) return;
	try {
		await refreshSegments(
			{ ...ctx, now: new Date() },
			users.map(({ id }) => id),
		);
	} catch (error) {
		log.warn("segments.list_users_wait", { listId, error });
	}
}
