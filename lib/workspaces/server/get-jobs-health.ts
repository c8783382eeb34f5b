import { readQueueHealth } from "@/lib/platform/queue/read-queue-health";
import type { JobsHealth } from "@/lib/workspaces/api";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * Whether background jobs run, and on which queue. Covers the whole installation, without naming which
 * workspace's jobs failed.
 */
export async function getJobsHealth(ctx: Context): Promise<JobsHealth> {
	allow(ctx, "workspace.read");
	const { queue, workerSeenAt, lastStartedAt, problem, isRunning, jobs } = await readQueueHealth(ctx.db);
	const text = (at: Date | null) => at?.toISOString() ?? null;
	return {
		queue,
		workerSeenAt: text(workerSeenAt),
		lastStartedAt: text(lastStartedAt),
		problem,
		isRunning,
		jobs: jobs.map((one) => ({
			job: one.job,
			lastStartedAt: text(one.lastStartedAt),
			lastEndedAt: text(one.lastEndedAt),
			lastFailedAt: text(one.lastFailedAt),
			failures: one.failures,
		})),
	};
}
