import { database } from "@/lib/platform/postgres/database";
import { requestRefresh } from "@/lib/segments/server/refresh/enqueue-due-refreshes";

/**
 * Requests a full recomputation of all segments of a workspace, soon: what they are based on is no longer
 * valid.
 */
export async function refreshEveryone(workspaceId: string): Promise<void> {
	await database().$transaction(async (tx) => {
		await tx.segment.updateMany({ where: { workspaceId, archivedAt: null }, data: { fullAsOf: null } });
		await requestRefresh(tx, workspaceId);
	});
}
