import { database } from "@/lib/platform/postgres/database";
import { requestRefresh } from "@/lib/segments/server/refresh/enqueue-due-refreshes";

/** Has all segments of a workspace computed anew of everyone, soon: what they are served by no longer holds. */
export async function refreshEveryone(workspaceId: string): Promise<void> {
	await database().$transaction(async (tx) => {
		await tx.segment.updateMany({ where: { workspaceId, archivedAt: null }, data: { fullAsOf: null } });
		await requestRefresh(tx, workspaceId);
	});
}
