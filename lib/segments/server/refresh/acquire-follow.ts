import { log } from "@/lib/platform/log";
import { database } from "@/lib/platform/postgres/database";

const leaseSeconds = 30;
const renewMs = 10_000;
/** Older rows are left to full refreshes. */
const maxBackMs = 10 * 60_000;
/** How far back to read for a workspace that was never followed. */
const firstBackMs = 16_000;

export type FollowLease = {
	/** Rows recorded before this have been followed. */
	recordedFrom: Date;
	/**
	 * Releases the workspace; `followedAt` is null when it failed, and the next tick reads the same again.
	 * Ticks of all workspaces skip it until `quietUntil`.
	 */
	release: (followedAt: Date | null, quietUntil?: Date | null) => Promise<void>;
};

/**
 * Acquires a workspace for one tick and keeps it while the tick lasts, so that two processes never work on
 * the same one; a process that dies loses it after half a minute. Null when another has it.
 */
export async function acquireFollow(
	workspaceId: string,
	owner: string,
	now: Date = new Date(),
): Promise<FollowLease | null> {
	const db = database();
	const [acquired] = await db.$queryRaw<{ followed_at: Date | null }[]>`
		INSERT INTO segment_follow (workspace_id, lease_owner, lease_until)
		VALUES (${workspaceId}, ${owner}, clock_timestamp() + ${leaseSeconds} * interval '1 second')
		ON CONFLICT (workspace_id) DO UPDATE SET lease_owner = ${owner}, lease_until = EXCLUDED.lease_until
			WHERE segment_follow.lease_until IS NULL OR segment_follow.lease_until < clock_timestamp()
		RETURNING followed_at`;
	if (!acquired) return null;
	const timer = setInterval(() => {
		db.$executeRaw`
			UPDATE segment_follow SET lease_until = clock_timestamp() + ${leaseSeconds} * interval '1 second'
			WHERE workspace_id = ${workspaceId} AND lease_owner = ${owner}`.catch((error: unknown) =>
			log.warn("segments.follow_lease_failed", { workspaceId, error }),
		);
	}, renewMs);
	const since = acquired.followed_at?.getTime() ?? now.getTime() - firstBackMs;
	return {
		recordedFrom: new Date(Math.max(since, now.getTime() - maxBackMs)),
		release: async (followedAt, quietUntil = null) => {
			clearInterval(timer);
			await db.$executeRaw`
				UPDATE segment_follow
				SET lease_owner = NULL, lease_until = NULL, followed_at = COALESCE(${followedAt}, followed_at),
					quiet_until = ${quietUntil}
				WHERE workspace_id = ${workspaceId} AND lease_owner = ${owner}`;
		},
	};
}
