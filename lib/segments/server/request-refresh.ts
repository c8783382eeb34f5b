import type { refreshWorkspaceJob } from "@/jobs/segments/refresh-workspace";
import type { Transaction } from "@/lib/platform/postgres/database";
import { enqueue } from "@/lib/platform/queue/enqueue";

/** Asks for a refresh of the workspace's due segments in the background; one that waits already will do. */
export async function requestRefresh(workspaceId: string, transaction?: Transaction): Promise<void> {
	await enqueue<typeof refreshWorkspaceJob>(
		"segments.refresh-workspace",
		{ workspaceId },
		{ key: `segments:${workspaceId}`, joinsWaiting: true, ...(transaction ? { transaction } : {}) },
	);
}
