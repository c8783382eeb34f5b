import { log } from "@/lib/platform/log";
import { database } from "@/lib/platform/postgres/database";
import type { Prisma } from "@/lib/platform/postgres/generated/client";
import { dispatch } from "@/lib/platform/queue/enqueue";
import { messageOf, reasonOf } from "@/lib/platform/queue/failure-words";
import type { Job } from "@/lib/platform/queue/job";
import type { JobEnvelope } from "@/lib/platform/queue/job-envelope";
import { isPermanent, retryDelayMs } from "@/lib/platform/queue/retry-delay";

const unsettled = { in: ["queued", "retrying", "running"] };

/**
 * Hands a run over again, under a new number, with no lease and no run elsewhere. Does nothing when this
 * hand-over was superseded or the run is over.
 */
export async function reschedule(
	jobId: string,
	{ runId, delivery }: JobEnvelope,
	change: { runAt?: Date; status?: "retrying" } & Pick<
		Prisma.JobRunUpdateManyMutationInput,
		"attempts" | "error" | "reason" | "failedAt"
	> = {},
): Promise<boolean> {
	const { runAt, ...rest } = change;
	return await database().$transaction(async (tx) => {
		const moved = await tx.jobRun.updateMany({
			where: { id: runId, delivery, status: unsettled },
			data: {
				status: "queued",
				delivery: delivery + 1,
				leaseUntil: null,
				remoteId: null,
				relayedAt: null,
				...(runAt ? { runAt } : {}),
				...rest,
			},
		});
		if (moved.count === 0) return false;
		const { key } = await tx.jobRun.findUniqueOrThrow({ where: { id: runId }, select: { key: true } });
		await dispatch(tx, jobId, { runId, delivery: delivery + 1 }, { key, runAt: runAt ?? null });
		return true;
	});
}

/** After a failed attempt: the next one at its time, or the end. `attempts` includes the failed one. */
export async function failAttempt(
	job: Job,
	envelope: JobEnvelope,
	{ attempts, error }: { attempts: number; error: unknown },
): Promise<"retrying" | "failed"> {
	if (isPermanent(error) || attempts >= job.retry.maxAttempts) {
		await endRun(job, envelope, { status: "failed", attempts, error });
		return "failed";
	}
	await reschedule(job.id, envelope, {
		status: "retrying",
		attempts,
		runAt: new Date(Date.now() + retryDelayMs(job.retry, attempts, Math.random())),
		error: messageOf(error),
		reason: reasonOf(error),
		failedAt: new Date(),
	});
	return "retrying";
}

/**
 * Ends a run that will not be retried; its record keeps payload and reason. Waiters are notified first
 * (`onGivenUp`), so that a process dying in between leaves a run that is ended once more.
 */
export async function endRun(
	job: Job | undefined,
	{ runId, delivery }: JobEnvelope,
	{ status, attempts, error }: { status: "failed" | "cancelled"; attempts?: number; error?: unknown },
): Promise<void> {
	const db = database();
	const own = { id: runId, delivery, status: unsettled };
	if (error !== undefined) {
		await db.jobRun.updateMany({
			where: own,
			data: { error: messageOf(error), reason: reasonOf(error), failedAt: new Date() },
		});
	}
	const run = await db.jobRun.findFirst({ where: own, select: { payload: true, reason: true } });
	if (!run) return;
	await job?.giveUp(run.payload, { status, reason: run.reason ?? reasonOf(error) });
	await db.jobRun.updateMany({
		where: own,
		data: {
			status,
			finishedAt: new Date(),
			leaseUntil: null,
			...(attempts === undefined ? {} : { attempts }),
		},
	});
	log.warn(`queue.run_${status}`, { job: job?.id, runId, error });
}
