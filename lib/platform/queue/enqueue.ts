import type { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import { database, type Transaction } from "@/lib/platform/postgres/database";
import type { Prisma } from "@/lib/platform/postgres/generated/client";
import type { JobEnvelope } from "@/lib/platform/queue/job-envelope";

export type EnqueueOptions = {
	/** Runs of one key never overlap, e.g. `sync:syn_…`. Other keys are not held up. */
	key?: string;
	/** The same work requested again under this key is the same run. */
	idempotencyKey?: string;
	/**
	 * If a run of this job and key waits for its next attempt, use that one: for ticks that enqueue again
	 * every minute.
	 */
	joinsWaiting?: boolean;
	runAt?: Date;
	/** The transaction of the write that causes the work: the work exists if, and only if, that write does. */
	transaction?: Transaction;
};

type JobShape = { id: string; schema: z.ZodType };

/**
 * Enqueues a run of a job. Verbs name the job by type, so that they load none of its code: `import type {
 * runSyncJob } from "@/jobs/syncs/run-sync"` and `enqueue<typeof runSyncJob>("syncs.run-sync", { … })`.
 */
export async function enqueue<J extends JobShape>(
	job: J["id"],
	payload: z.input<J["schema"]>,
	options: EnqueueOptions = {},
): Promise<{ runId: string; isNew: boolean }> {
	const { transaction } = options;
	if (transaction) return await enqueueWithin(transaction, job, payload, options);
	return await database().$transaction((tx) => enqueueWithin(tx, job, payload, options));
}

async function enqueueWithin(
	tx: Transaction,
	job: string,
	payload: unknown,
	options: EnqueueOptions,
): Promise<{ runId: string; isNew: boolean }> {
	if (options.key && options.key.length > 128)
		throw new AppError("internal", "A job's key has 128 characters at most.");
	if (options.joinsWaiting) {
		const where = { job, key: options.key ?? null, status: { in: ["queued", "retrying"] } };
		const waiting = await tx.jobRun.findFirst({ where, select: { id: true } });
		if (waiting) return { runId: waiting.id, isNew: false };
	}
	const runId = newId("job");
	const idempotencyKey = options.idempotencyKey ? `${job}:${options.idempotencyKey}` : runId;
	const runAt = options.runAt ?? new Date();
	const { count } = await tx.jobRun.createMany({
		data: {
			id: runId,
			job,
			key: options.key ?? null,
			idempotencyKey,
			// Safe because a payload is what its JSON schema describes; anything else fails when the run parses it.
			payload: (payload ?? {}) as Prisma.InputJsonValue,
			status: "queued",
			runAt,
		},
		skipDuplicates: true,
	});
	if (count === 0) {
		const existing = await tx.jobRun.findUniqueOrThrow({ where: { idempotencyKey }, select: { id: true } });
		return { runId: existing.id, isNew: false };
	}
	await dispatch(tx, job, { runId, delivery: 1 }, { key: options.key ?? null, runAt: options.runAt ?? null });
	return { runId, isNew: true };
}

/**
 * Puts a run into the Postgres queue. The queue's own retries are unused: a run decides itself
 * (end-attempt.ts).
 */
export async function dispatch(
	tx: Transaction,
	job: string,
	envelope: JobEnvelope,
	when: { key: string | null; runAt: Date | null },
): Promise<void> {
	await tx.$queryRaw`
		SELECT id::text FROM graphile_worker.add_job(
			${job}::text, ${JSON.stringify(envelope)}::json, queue_name := ${when.key}::text,
			run_at := ${when.runAt}::timestamptz, max_attempts := 100)`;
}
