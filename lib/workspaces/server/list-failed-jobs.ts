import type { FailedJob } from "@/lib/workspaces/api";
import { describeJob } from "@/lib/workspaces/job-words";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const newsHours = 24;

/** Runs of the last day that were given up, newest first; not those whose work was done by a later one. */
export async function listFailedJobs(ctx: Context): Promise<{ items: FailedJob[] }> {
	allow(ctx, "workspace.read");
	const rows = await ctx.db.$queryRaw<
		{ id: string; job: string; payload: unknown; attempts: number; finished_at: Date }[]
	>`SELECT id, job, payload, attempts, finished_at FROM (
			SELECT DISTINCT ON (job, key) id, job, payload, attempts, finished_at, status FROM job_run
			WHERE payload ->> 'workspaceId' = ${ctx.workspace.id} AND status IN ('finished', 'failed')
				AND finished_at > ${ctx.now}::timestamptz - make_interval(hours => ${newsHours})
			ORDER BY job, key, finished_at DESC) AS latest
		WHERE status = 'failed' ORDER BY finished_at DESC LIMIT 20`;
	return {
		items: rows.map(({ id, job, payload, attempts, finished_at }) => ({
			id,
			...describeJob(job, payload),
			attempts,
			failedAt: finished_at.toISOString(),
		})),
	};
}
