import { AppError } from "@/lib/kernel/app-error";
import { log } from "@/lib/platform/log";
import { keepSnapshot } from "@/lib/profiles/server/rebuild-snapshot";
import { segmentRule } from "@/lib/rules/rule";
import { maxRestMinutes } from "@/lib/segments/server/refresh/open-refreshes";
import { segmentsOf } from "@/lib/segments/server/refresh/refresh-order";
import { refreshSegments } from "@/lib/segments/server/refresh/refresh-segments";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** How long someone's new segment waits for those who hold it, before its job is tried again. */
const patienceMs = 15_000;

type Due = {
	id: string;
	/** Whether its current rule was never built: someone waits for it. */
	is_new: boolean;
};

async function readDue(ctx: Context, { withLeased }: { withLeased: boolean }): Promise<Due[]> {
	return ctx.db.$queryRaw<Due[]>`
		SELECT id, served_version IS DISTINCT FROM current_version AS is_new FROM segment s
		WHERE workspace_id = ${ctx.workspace.id} AND archived_at IS NULL
			AND (${withLeased} OR lease_until IS NULL OR lease_until < now())
			AND NOT EXISTS (
				SELECT 1 FROM segment_refresh r WHERE r.segment_id = s.id AND r.status = 'failed' AND r.version = s.current_version
					AND r.started_at > ${ctx.now}::timestamptz - make_interval(mins => LEAST(${maxRestMinutes}::int, refresh_every_minutes)))
			AND (as_of IS NULL OR served_version <> current_version
				OR full_as_of IS NULL OR full_as_of <= ${ctx.now}::timestamptz - make_interval(mins => refresh_every_minutes)
				OR EXISTS (SELECT 1 FROM segment_refresh r WHERE r.segment_id = s.id AND r.status = 'running'))
		ORDER BY is_new DESC, full_as_of NULLS FIRST, id`;
}

/** Ids of the workspace's segments whose turn has come: never refreshed, changed since, due by their rhythm, or left half-done. */
export async function findDueSegments(ctx: Context): Promise<string[]> {
	allow(ctx, "segments.read");
	return (await readDue(ctx, { withLeased: false })).map(({ id }) => id);
}

/**
 * Refreshes every due segment: first those someone waits for, then the others together. When the warehouse
 * fails in between, the next tick tries the rest. Returns how many were refreshed and how many could not be.
 */
export async function refreshDueSegments(
	ctx: Context,
	signal?: AbortSignal,
): Promise<{ refreshed: number; failed: number }> {
	allow(ctx, "segments.write");
	const due = await readDue(ctx, { withLeased: false });
	const outcome = { refreshed: 0, failed: 0 };
	for (const group of [due.filter(({ is_new }) => is_new), due.filter(({ is_new }) => !is_new)]) {
		if (group.length === 0 || signal?.aborted) continue;
		const ids = group.map(({ id }) => id);
		try {
			const refreshes = await refreshSegments({ ...ctx, now: new Date() }, ids);
			const refreshed = refreshes.filter(({ status }) => status === "finished").length;
			outcome.refreshed += refreshed;
			outcome.failed += refreshes.length - refreshed;
		} catch (error) {
			// Another process has them, or they were archived since: not this one's concern.
			const isOthers = error instanceof AppError && ["conflict", "precondition"].includes(error.code);
			log.warn("segments.refresh_skipped", { error });
			outcome.failed += isOthers ? 0 : ids.length;
		}
	}
	if (due.length > 0 && !signal?.aborted) await keepSnapshotInReserve(ctx);
	return outcome;
}

/**
 * Builds a segment that was just saved, with the unbuilt ones it is made of, while the others wait for their turn. Does
 * nothing when it was built since. Throws what may pass, so that the job is tried again in a moment.
 */
export async function refreshSavedSegment(ctx: Context, segmentId: string): Promise<{ refreshed: number }> {
	allow(ctx, "segments.write");
	const due = new Set((await readDue(ctx, { withLeased: true })).map(({ id }) => id));
	const wanted = await withUnbuilt(ctx, segmentId, due);
	if (wanted.length === 0) return { refreshed: 0 };
	const refreshes = await refreshSegments({ ...ctx, now: new Date() }, wanted, { patienceMs });
	return { refreshed: refreshes.filter(({ status }) => status === "finished").length };
}

/** A due segment with the due ones that its rule reads, and theirs. */
async function withUnbuilt(ctx: Context, segmentId: string, due: ReadonlySet<string>): Promise<string[]> {
	const found = new Set<string>();
	for (let next = [segmentId]; next.length > 0; ) {
		const ids = next.filter((id) => due.has(id) && !found.has(id));
		for (const id of ids) found.add(id);
		const rows = await ctx.db.$queryRaw<{ rule: unknown }[]>`
			SELECT v.rule FROM segment s JOIN segment_version v ON v.segment_id = s.id AND v.version = s.current_version
			WHERE s.workspace_id = ${ctx.workspace.id} AND s.id = ANY(${ids}::text[])`;
		next = rows.flatMap(({ rule }) => segmentsOf(segmentRule.safeParse(rule).data));
	}
	return [...found];
}

/**
 * After what someone waits for. Without a snapshot the history is used, only slower: a failure here fails
 * nothing.
 */
async function keepSnapshotInReserve(ctx: Context): Promise<void> {
	try {
		await keepSnapshot(ctx);
	} catch (error) {
		log.warn("profiles.snapshot_failed", { workspaceId: ctx.workspace.id, error });
	}
}
