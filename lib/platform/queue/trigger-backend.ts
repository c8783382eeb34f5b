// The only file that imports Trigger.dev's SDK.
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { database } from "@/lib/platform/postgres/database";
import type { Job } from "@/lib/platform/queue/define-job";
import { executeRun, failRun, handOverAgain, messageOf, performTick } from "@/lib/platform/queue/execute-run";
import { type JobEnvelope, jobEnvelope } from "@/lib/platform/queue/job-envelope";

// Loaded when this file is first needed, also where a bundler has put it into one file with everything else: it costs
// half a second and memory that the embedded queue does not need.
const { AbortTaskRunError, configure, schedules, schemaTask, tasks } = await import("@trigger.dev/sdk");

/** Declares a job to Trigger.dev. What travels there is the run's id only; its payload stays in our database. */
export function registerTask(job: Job): void {
	const queue = { name: job.queue.name, concurrencyLimit: job.queue.concurrencyLimit };
	// Trigger.dev's own limit comes after ours, so that the body's signal fires first and the run is recorded.
	const maxDuration = job.timeoutSec + 30;
	if (job.cron !== undefined) {
		schedules.task({
			id: job.id,
			cron: job.cron,
			queue: { name: job.id, concurrencyLimit: 1 },
			maxDuration,
			retry: { maxAttempts: 1 },
			run: async (_payload, { signal }) => {
				await performTick(job, signal);
			},
		});
		return;
	}
	schemaTask({
		id: job.id,
		schema: jobEnvelope,
		queue,
		maxDuration,
		retry: {
			maxAttempts: job.retry.maxAttempts,
			factor: job.retry.factor,
			minTimeoutInMs: job.retry.minDelayMs,
			maxTimeoutInMs: job.retry.maxDelayMs,
			randomize: true,
		},
		run: async (envelope, { ctx, signal }) => {
			await runAttempt(job, { ...envelope, attempt: ctx.attempt.number }, signal);
		},
	});
}

/** One attempt on Trigger.dev, which makes the next one itself when this throws. */
export async function runAttempt(job: Job, envelope: JobEnvelope, signal: AbortSignal): Promise<void> {
	const outcome = await executeRun(job, envelope, signal);
	switch (outcome.kind) {
		case "finished":
		case "dropped":
			return;
		case "stopped":
			throw new Error("the run was stopped");
		case "failed": {
			const isLast = outcome.isPermanent || envelope.attempt >= job.retry.maxAttempts;
			if (isLast) await failRun(envelope.runId, outcome.error);
			if (outcome.isPermanent) throw new AbortTaskRunError(messageOf(outcome.error));
			throw outcome.error;
		}
	}
}

const relayRetry = {
	maxAttempts: Number.POSITIVE_INFINITY,
	minDelayMs: 1_000,
	maxDelayMs: 60_000,
	factor: 2,
};

/**
 * Passes a committed hand-over on to Trigger.dev. The hand-over's own id is the idempotency key, so that a relay that
 * died after the call, and comes back, starts nothing twice. While Trigger.dev cannot be reached it is tried for ever.
 */
export async function relayDelivery(job: Job, envelope: JobEnvelope): Promise<void> {
	const run = await database().jobRun.findUnique({
		where: { id: envelope.runId },
		select: { key: true, status: true, delivery: true },
	});
	if (run?.delivery !== envelope.delivery || run.status !== "queued") return;
	configure({
		accessToken: env.TRIGGER_SECRET_KEY,
		...(env.TRIGGER_API_URL ? { baseURL: env.TRIGGER_API_URL } : {}),
	});
	try {
		await tasks.trigger(job.id, envelope, {
			idempotencyKey: `${envelope.runId}:${envelope.delivery}`,
			...(run.key === null ? {} : { concurrencyKey: run.key }),
		});
	} catch (error) {
		log.warn("queue.relay_failed", { job: job.id, runId: envelope.runId, error });
		await handOverAgain({ id: job.id, retry: relayRetry }, envelope, error);
	}
}
