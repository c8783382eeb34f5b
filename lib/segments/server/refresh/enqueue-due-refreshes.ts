import type { refreshWorkspaceJob } from "@/jobs/segments/refresh-workspace";
import { database, type Transaction } from "@/lib/platform/postgres/database";
import { enqueue } from "@/lib/platform/queue/enqueue";
import { findDueSegments } from "@/lib/segments/server/refresh/refresh-due-segments";
import { systemContext } from "@/lib/workspaces/server/context";

/**
 * Enqueues a refresh of a workspace's due segments, with the write that makes them due. A waiting one is
 * enough.
 */
export async function requestRefresh(
	transaction: Transaction | undefined,
	workspaceId: string,
): Promise<void> {
	await enqueue<typeof refreshWorkspaceJob>(
		"segments.refresh-workspace",
		{ workspaceId },
		{ key: `segments:${workspaceId}`, joinsWaiting: true, ...(transaction ? { transaction } : {}) },
	);
}

/**
 * Enqueues the build of a segment, with the write that saves it. It has a queue key of its own, so that it
 * waits neither for the refreshes of all the others nor for an earlier attempt's delay.
 */
export async function requestBuild(
	transaction: Transaction,
	workspaceId: string,
	segmentId: string,
): Promise<void> {
	await enqueue<typeof refreshWorkspaceJob>(
		"segments.refresh-workspace",
		{ workspaceId, segmentId },
		{ key: `segment:${segmentId}`, transaction },
	);
}

/** Enqueues a refresh in every workspace with a due segment. Returns how many workspaces. */
export async function enqueueDueRefreshes(): Promise<{ workspaces: number }> {
	const workspaces = await database().workspace.findMany({
		where: { segments: { some: { archivedAt: null } } },
		select: { id: true },
		orderBy: { id: "asc" },
	});
	let due = 0;
	for (const { id } of workspaces) {
		const segments = await findDueSegments(await systemContext(id));
		if (segments.length === 0) continue;
		await requestRefresh(undefined, id);
		due += 1;
	}
	return { workspaces: due };
}
