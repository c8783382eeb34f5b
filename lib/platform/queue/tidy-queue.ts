import { database } from "@/lib/platform/postgres/database";
import type { Job } from "@/lib/platform/queue/define-job";
import { failRun, handOverAgain } from "@/lib/platform/queue/execute-run";

const dayMs = 24 * 3600_000;
/** How long past its lease a run is left to the queue's own sweep before it counts as lost. */
const patienceMs = 30_000;

/**
 * Runs that say "running" although their lease has run out: their process died and nobody will bring them back
 * (Trigger.dev does not retry a crashed run). Each is handed over again, as one more attempt.
 */
export async function recoverLostRuns(jobs: readonly Job[], now = new Date()): Promise<number> {
	const lost = await database().jobRun.findMany({
		where: { status: "running", leaseUntil: { lt: new Date(now.getTime() - patienceMs) } },
		select: { id: true, job: true, delivery: true, attempts: true },
		orderBy: { leaseUntil: "asc" },
		take: 100,
	});
	for (const run of lost) {
		const job = jobs.find((candidate) => candidate.id === run.job);
		const error = new Error("its process died while it ran");
		if (!job || run.attempts >= job.retry.maxAttempts) await failRun(run.id, error);
		else await handOverAgain(job, { runId: run.id, delivery: run.delivery, attempt: run.attempts }, error);
	}
	return lost.length;
}

/** Forgets finished runs after 30 days and failed ones after 90; their idempotency keys go with them. */
export async function forgetOldRuns(now = new Date()): Promise<void> {
	await database().jobRun.deleteMany({
		where: {
			OR: [
				{ status: "finished", finishedAt: { lt: new Date(now.getTime() - 30 * dayMs) } },
				{ status: "failed", finishedAt: { lt: new Date(now.getTime() - 90 * dayMs) } },
			],
		},
	});
}
