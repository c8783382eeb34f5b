import { AppError } from "@/lib/kernel/app-error";
import { log } from "@/lib/platform/log";
import { database } from "@/lib/platform/postgres/database";
import { endRun, failAttempt, reschedule } from "@/lib/platform/queue/end-attempt";
import { diedError } from "@/lib/platform/queue/hold-lease";
import type { Job } from "@/lib/platform/queue/job";

/** What another queue says of a run it was given. */
export type RemoteFate =
	| "alive"
	/** It knows no such job (yet). */
	| "unregistered"
	| "cancelled"
	/** It never began, and will not. */
	| "expired"
	/** It has ended, successfully or not, or is unknown there. */
	| "ended";

/** The other queue does not respond: it is queried again later. */
export class RemoteAway extends Error {}

/** A queue elsewhere that runs are passed on to. */
export type RemoteQueue = {
	/** Throws RemoteAway. */
	ask: (remoteId: string) => Promise<RemoteFate>;
	cancel: (remoteId: string) => Promise<void>;
};

type Run = {
	id: string;
	job: string;
	delivery: number;
	attempts: number;
	status: string;
	remote_id: string | null;
	relayed_at: Date | null;
};

/** How long past its lease a run is left to the queue's own sweep before it counts as lost. */
const patienceMs = 30_000;
const unregisteredMs = 5 * 60_000;
/** How long a job unknown to this version is left to a version that knows it. */
const foreignMs = 24 * 3_600_000;
const maxRunsAtOnce = 100;

/**
 * Reconciles our record of runs with what happened to them, so that nothing stays queued or running forever:
 * attempts whose process died, runs that ended at Trigger.dev before they acquired their lease, hand-overs
 * that were lost. Runs cancelled at Trigger.dev end here too.
 */
export async function reconcileRuns(
	jobs: readonly Job[],
	remote?: RemoteQueue,
	now: Date = new Date(),
): Promise<number> {
	const ids = jobs.map(({ id }) => id);
	const found = [...(await findLost(ids, now)), ...(await findWaiting(ids, remote !== undefined, now))];
	for (const run of found) {
		try {
			await settle(
				run,
				jobs.find(({ id }) => id === run.job),
				remote,
				now,
			);
		} catch (error) {
			// The worker's own check reports the outage; querying each run would take long and change
			// nothing.
			if (error instanceof RemoteAway) break;
			log.warn("queue.reconcile_failed", { job: run.job, runId: run.id, error });
		}
	}
	return found.length;
}

/** Attempts whose lease ran out. */
async function findLost(jobs: string[], now: Date): Promise<Run[]> {
	return await database().$queryRaw<Run[]>`
		SELECT id, job, delivery, attempts, status, remote_id, relayed_at FROM job_run
		WHERE status = 'running' AND lease_until < ${new Date(now.getTime() - patienceMs)}
			AND (job = ANY(${jobs}) OR run_at < ${new Date(now.getTime() - foreignMs)})
		ORDER BY lease_until LIMIT ${maxRunsAtOnce}`;
}

/** Overdue runs that are at Trigger.dev, if it is queried at all, or that no queue has. */
async function findWaiting(jobs: string[], hasRemote: boolean, now: Date): Promise<Run[]> {
	return await database().$queryRaw<Run[]>`
		SELECT id, job, delivery, attempts, status, remote_id, relayed_at FROM job_run
		WHERE status IN ('queued', 'retrying') AND run_at < ${new Date(now.getTime() - patienceMs)}
			AND (job = ANY(${jobs}) OR run_at < ${new Date(now.getTime() - foreignMs)})
			AND ((${hasRemote} AND relayed_at < ${new Date(now.getTime() - patienceMs)}) OR id NOT IN (
				SELECT payload->>'runId' FROM graphile_worker._private_jobs
				WHERE payload->>'runId' IS NOT NULL AND attempts < max_attempts))
		ORDER BY random() LIMIT ${maxRunsAtOnce}`;
}

async function settle(run: Run, job: Job | undefined, remote: RemoteQueue | undefined, now: Date) {
	const envelope = { runId: run.id, delivery: run.delivery };
	if (!job) {
		const error = new AppError("precondition", `This version of Muster has no job ${run.job}.`);
		return await endRun(undefined, envelope, { status: "failed", error });
	}
	const remoteId = remote ? run.remote_id : null;
	const fate = remote && remoteId !== null ? await remote.ask(remoteId) : null;
	if (fate === "cancelled") {
		const error = new AppError("precondition", "It was canceled on Trigger.dev.");
		return await endRun(job, envelope, { status: "cancelled", error });
	}
	const isLost = run.status === "running";
	if (fate === "alive" && !isLost) return;
	if (fate === "unregistered" && now.getTime() - (run.relayed_at?.getTime() ?? 0) < unregisteredMs) return;
	log.warn("queue.run_recovered", { job: job.id, runId: run.id, status: run.status, fate });
	if (isLost) await failAttempt(job, envelope, { attempts: run.attempts, error: diedError() });
	else if (fate === "ended")
		await failAttempt(job, envelope, { attempts: run.attempts + 1, error: notBegunError() });
	else await reschedule(job.id, envelope);
	// Its remains there must not hold up the next attempt; if late, they find themselves superseded.
	if (remote && remoteId !== null && (fate === "alive" || fate === "unregistered"))
		await remote.cancel(remoteId);
}

function notBegunError(): AppError {
	return new AppError("internal", "Trigger.dev ended this run before it began; its page there says why.");
}
