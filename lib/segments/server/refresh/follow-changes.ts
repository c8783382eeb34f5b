import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import { log } from "@/lib/platform/log";
import { database } from "@/lib/platform/postgres/database";
import { acquireFollow } from "@/lib/segments/server/refresh/acquire-follow";
import { refreshChanged } from "@/lib/segments/server/refresh/refresh-changed";
import { refreshEveryone } from "@/lib/segments/server/refresh/refresh-everyone";
import { type Context, systemContext } from "@/lib/workspaces/server/context";

/** A tick starts no further workspace after this: the remaining ones come first in the next tick. */
const beginsWithinMs = 40_000;

/** A workspace in which a tick found nothing to do is skipped for this long: an idle one is cheap. */
const quietMs = 5_000;

/** What must follow before segments do; called with the time of the oldest unseen row. */
export type BeforeTick = (ctx: Context, recordedFrom: Date) => Promise<unknown>;

export type FollowOptions = {
	onlyWorkspaceId?: string | null;
	/** Numbers of workspaces with new rows: they are not skipped, however quiet they were. */
	woken?: readonly number[];
};

/**
 * One tick: updates the segments of every workspace, or of one, that no other process is following right now,
 * the longest neglected first. A failing workspace does not stop the others; the tick then fails at its end,
 * so that it is noticed.
 */
export async function followChanges(
	signal: AbortSignal,
	forerunner: BeforeTick,
	{ onlyWorkspaceId = null, woken = [] }: FollowOptions = {},
): Promise<{ followed: number }> {
	const startedMs = Date.now();
	const workspaces = await database().$queryRaw<{ id: string }[]>`
		SELECT w.id FROM workspace w LEFT JOIN segment_follow f ON f.workspace_id = w.id
		WHERE (w.id = ${onlyWorkspaceId} OR (${onlyWorkspaceId}::text IS NULL
			AND (f.quiet_until IS NULL OR f.quiet_until < clock_timestamp() OR w.number = ANY(${[...woken]}::int[])))) AND EXISTS (SELECT 1 FROM segment s
			WHERE s.workspace_id = w.id AND s.archived_at IS NULL AND s.served_version IS NOT NULL)
		ORDER BY f.followed_at NULLS FIRST, w.id`;
	let followed = 0;
	const failures: unknown[] = [];
	for (const { id } of workspaces) {
		if (signal.aborted || Date.now() - startedMs > beginsWithinMs) break;
		try {
			if (await followWorkspace(id, forerunner)) followed += 1;
		} catch (error) {
			// A refresh of everyone holds the segments: it leaves nothing to follow.
			if (error instanceof AppError && error.code === "conflict") continue;
			log.warn("segments.follow_failed", { workspaceId: id, error });
			failures.push(error);
		}
	}
	if (failures.length > 0) {
		throw new AppError(
			"internal",
			`The segments of ${failures.length} of ${workspaces.length} workspaces could not follow.`,
			{ cause: failures[0] },
		);
	}
	return { followed };
}

/** False when another process has the workspace. */
async function followWorkspace(id: string, forerunner: BeforeTick): Promise<boolean> {
	const hold = await acquireFollow(id, newId("rfr"));
	if (!hold) return false;
	const beganAt = new Date();
	let isQuiet = false;
	try {
		const ctx = await systemContext(id);
		await forerunner({ ...ctx, now: new Date() }, hold.recordedFrom);
		const answer = await refreshChanged({ ...ctx, now: new Date() });
		// Too many people to evaluate one by one: everyone is recomputed.
		if (answer.behind > 0) await refreshEveryone(id);
		const { people, behind, waiting, entered, exited } = answer;
		isQuiet = people + behind + waiting + entered + exited === 0;
	} catch (error) {
		await hold.release(null);
		throw error;
	}
	await hold.release(beganAt, isQuiet ? new Date(beganAt.getTime() + quietMs) : null);
	return true;
}
