import { AppError } from "@/lib/kernel/app-error";
import { log } from "@/lib/platform/log";
import { keepSnapshot } from "@/lib/profiles/server/rebuild-snapshot";
import { refreshSegments } from "@/lib/segments/server/refresh-segments";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** Ids of the workspace's segments whose turn has come: never refreshed, changed since, due by their rhythm, or left half-done. */
export async function findDueSegments(ctx: Context): Promise<string[]> {
	allow(ctx, "segments.read");
	const rows = await ctx.db.$queryRaw<{ id: string }[]>`
		SELECT id FROM segment s
		WHERE workspace_id = ${ctx.workspace.id} AND archived_at IS NULL
			AND (lease_until IS NULL OR lease_until < now())
			AND NOT EXISTS (
				SELECT 1 FROM segment_refresh r WHERE r.segment_id = s.id AND r.status = 'failed' AND r.version = s.current_version
					AND r.started_at > ${ctx.now}::timestamptz - make_interval(mins => LEAST(15, refresh_every_minutes)))
			AND (as_of IS NULL OR served_version <> current_version
				OR full_as_of IS NULL OR full_as_of <= ${ctx.now}::timestamptz - make_interval(mins => refresh_every_minutes)
				OR EXISTS (SELECT 1 FROM segment_refresh r WHERE r.segment_id = s.id AND r.status = 'running'))
		ORDER BY full_as_of NULLS FIRST, id`;
	return rows.map(({ id }) => id);
}

/**
 * Refreshes every segment whose turn has come, together. When the warehouse fails in between, what is left is tried by
 * the next tick. Answers how many were refreshed and how many could not be.
 */
export async function refreshDueSegments(
	ctx: Context,
	signal?: AbortSignal,
): Promise<{ refreshed: number; failed: number }> {
	allow(ctx, "segments.write");
	const due = await findDueSegments(ctx);
	if (due.length === 0 || signal?.aborted) return { refreshed: 0, failed: 0 };
	const outcome = await refreshDue(ctx, due);
	await keepSnapshotInReserve(ctx);
	return outcome;
}

async function refreshDue(
	ctx: Context,
	due: readonly string[],
): Promise<{ refreshed: number; failed: number }> {
	try {
		const refreshes = await refreshSegments({ ...ctx, now: new Date() }, due);
		const refreshed = refreshes.filter(({ status }) => status === "finished").length;
		return { refreshed, failed: refreshes.length - refreshed };
	} catch (error) {
		// Another process has them, or they were archived since: not this one's concern.
		const isOthers = error instanceof AppError && ["conflict", "precondition"].includes(error.code);
		log.warn("segments.refresh_skipped", { error });
		return { refreshed: 0, failed: isOthers ? 0 : due.length };
	}
}

/** After what somebody waits for. Without a snapshot the history answers, only slower: failing at it fails nothing. */
async function keepSnapshotInReserve(ctx: Context): Promise<void> {
	try {
		await keepSnapshot(ctx);
	} catch (error) {
		log.warn("profiles.snapshot_failed", { workspaceId: ctx.workspace.id, error });
	}
}
