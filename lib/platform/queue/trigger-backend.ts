// With trigger-server.ts, the only files that import Trigger.dev's SDK. Loaded in Trigger.dev's own processes.

import { performTick, settleDelivery } from "@/lib/platform/queue/execute-run";
import { messageOf } from "@/lib/platform/queue/failure-words";
import type { Job } from "@/lib/platform/queue/job";
import { type JobEnvelope, jobEnvelope } from "@/lib/platform/queue/job-envelope";
import { remoteQueueName } from "@/lib/platform/queue/remote-queue-name";

// Loaded when this file is first needed, also where a bundler has put it into one file with everything else: it costs
// half a second and memory that the embedded queue does not need.
const { AbortTaskRunError, schedules, schemaTask } = await import("@trigger.dev/sdk");

// Attempts are counted and spaced here, in our own record: there each delivery is one run of one attempt.
const retry = { maxAttempts: 1 };
/** Each key gets its own copy of the queue with this limit: runs of one key never overlap. */
const concurrencyLimit = 1;
/** Includes the start of the process there, which takes long on a busy machine. */
const coldStartSec = 120;
/** A tick that did not get its turn before the next one is dropped there, or they pile up. */
const tickTtl = "1m";

/** Declares a job to Trigger.dev. What travels there is the run's id only; its payload stays in our database. */
export function registerTask(job: Job): void {
	const usual = {
		id: job.id,
		queue: { name: remoteQueueName(job.id), concurrencyLimit },
		// Trigger.dev's own limit is later than ours, so that the body's signal fires first and the run is
		// recorded.
		maxDuration: job.timeoutSec + coldStartSec,
		retry,
	};
	if (job.every !== undefined) {
		schedules.task({
			...usual,
			cron: "* * * * *",
			ttl: tickTtl,
			run: async (_payload, { signal }) => await performTick(job, signal),
		});
		return;
	}
	schemaTask({
		...usual,
		schema: jobEnvelope,
		run: async (envelope, { signal }) => await runDelivery(job, envelope, signal),
	});
}

/**
 * One delivery on Trigger.dev. It fails there when the attempt failed, so that it is visible; we schedule the
 * next one.
 */
export async function runDelivery(
	job: Job,
	envelope: JobEnvelope,
	signal: AbortSignal,
	heartbeatMs?: number,
): Promise<void> {
	const outcome = await settleDelivery(job, envelope, signal, {
		takesOver: false,
		afterStop: "ask",
		...(heartbeatMs ? { heartbeatMs } : {}),
	});
	if (outcome.kind === "stopped") throw new Error("The run was stopped.");
	if (outcome.kind === "retrying" || outcome.kind === "failed") {
		throw new AbortTaskRunError(
			`Attempt ${outcome.attempt} of ${job.retry.maxAttempts} failed: ${messageOf(outcome.error)}`,
		);
	}
}
