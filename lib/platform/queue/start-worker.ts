import { EventEmitter } from "node:events";
import {
	type CronItem,
	Logger,
	makeWorkerUtils,
	parseCronItems,
	run,
	type TaskList,
	type WorkerEvents,
} from "graphile-worker";
import { log } from "@/lib/platform/log";
import type { Job } from "@/lib/platform/queue/define-job";
import { failRun, performTick, settleDelivery } from "@/lib/platform/queue/execute-run";
import { jobEnvelope } from "@/lib/platform/queue/job-envelope";
import { migrateQueue } from "@/lib/platform/queue/migrate-queue";
import { makeQueuePool } from "@/lib/platform/queue/queue-pool";
import { SignOfLife } from "@/lib/platform/queue/sign-of-life";
import { forgetOldRuns, recoverLostRuns } from "@/lib/platform/queue/tidy-queue";

/** The queue's own log lines. Only its errors keep their level: what it tells of runs is written by execute-run.ts. */
const queueLogger = new Logger(() => (level, message) => {
	if (level === "error") log.error("queue.worker", { message });
	else log.debug("queue.worker", { message });
});

/** A delivery that came back this often killed its process every time; it is given up. */
const maxCrashes = 5;

export type QueueWorker = {
	/** Takes no new work, tells running bodies to stop, and waits for them; stopped work is handed over again. */
	stop: () => Promise<void>;
	/** Settles when the worker has ended, with an error when it ended by itself. */
	done: Promise<void>;
};

export type WorkerOptions = {
	/** Runs at one time in this process. */
	concurrency?: number;
	/** Whether this worker starts the standing schedules; off where Trigger.dev starts them. */
	hasSchedules?: boolean;
	/** Replaces running a delivery here: the relay to Trigger.dev. */
	settle?: typeof settleDelivery;
};

function cronItems(jobs: readonly Job[]): CronItem[] {
	return jobs.flatMap((job) =>
		job.cron === undefined
			? []
			: [
					{
						task: job.id,
						match: job.cron,
						identifier: job.id,
						// One waiting tick is enough: a new one replaces one that has not begun.
						options: { maxAttempts: 1, backfillPeriod: 0, jobKey: job.id, queueName: `cron:${job.id}` },
					},
				],
	);
}

/** Starts the queue in the app's own Postgres in this process. */
export async function startWorker(jobs: readonly Job[], options: WorkerOptions = {}): Promise<QueueWorker> {
	const { concurrency = 4, hasSchedules = true, settle = settleDelivery } = options;
	await migrateQueue();
	const stopping = new AbortController();
	const tasks: TaskList = {};
	for (const job of jobs) {
		if (tasks[job.id]) throw new Error(`two jobs have the id ${job.id}`);
		tasks[job.id] = async (given, helpers) => {
			if (typeof given === "object" && given !== null && "_cron" in given)
				return await performTick(job, stopping.signal);
			const envelope = jobEnvelope.parse(given);
			if (helpers.job.attempts > maxCrashes) {
				log.error("queue.run_gave_up", { job: job.id, runId: envelope.runId });
				return await failRun(envelope.runId, new Error(`its process died ${maxCrashes} times while it ran`));
			}
			await settle(job, envelope, stopping.signal);
		};
	}
	const pool = makeQueuePool(concurrency + 3);
	const life = new SignOfLife(pool);
	await life.start();
	// Safe because graphile-worker's WorkerEvents is Node's EventEmitter with typed names.
	const events = new EventEmitter() as WorkerEvents;
	events.on("pool:create", ({ workerPool }) => {
		life.vouchFor(workerPool.id).catch((error: unknown) => log.error("queue.sign_of_life_failed", { error }));
	});
	const runner = await run({
		pgPool: pool,
		taskList: tasks,
		parsedCronItems: parseCronItems(hasSchedules ? cronItems(jobs) : []),
		concurrency,
		pollInterval: 500,
		noHandleSignals: true,
		gracefulShutdownAbortTimeout: 20_000,
		logger: queueLogger,
		events,
	});
	const utils = await makeWorkerUtils({ pgPool: pool, logger: queueLogger });
	let tidied = 0;
	const tidy = setInterval(() => {
		const isHourly = tidied++ % 120 === 119;
		recoverLostRuns(jobs)
			.then(async () => {
				if (!isHourly) return;
				await forgetOldRuns();
				await utils.cleanup({ tasks: ["GC_JOB_QUEUES"] });
			})
			.catch((error: unknown) => log.warn("queue.tidy_failed", { error }));
	}, 30_000);
	const close = async () => {
		clearInterval(tidy);
		await life.close();
		await utils.release();
		await pool.end().catch(() => {});
	};
	const done = (async () => {
		try {
			await runner.promise;
		} finally {
			await close();
		}
	})();
	let stopped: Promise<void> | undefined;
	return {
		stop: () => {
			stopped ??= (async () => {
				stopping.abort();
				await runner.stop();
				await done;
			})();
			return stopped;
		},
		done,
	};
}
