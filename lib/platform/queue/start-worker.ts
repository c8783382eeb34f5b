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
import { attendQueue } from "@/lib/platform/queue/attend-queue";
import { ownQueueRules, performTick, settleDelivery } from "@/lib/platform/queue/execute-run";
import { driveFastTicks } from "@/lib/platform/queue/fast-ticks";
import type { Job } from "@/lib/platform/queue/job";
import { jobEnvelope } from "@/lib/platform/queue/job-envelope";
import { migrateQueue } from "@/lib/platform/queue/migrate-queue";
import { createQueuePool } from "@/lib/platform/queue/queue-pool";
import type { RelayQueue } from "@/lib/platform/queue/trigger-server";
import { WorkerLiveness } from "@/lib/platform/queue/worker-liveness";

/** The queue's own log lines. Only its errors keep their level: execute-run.ts already logs runs. */
const queueLogger = new Logger(() => (level, message) => {
	if (level === "error") log.error("queue.worker", { message });
	else log.debug("queue.worker", { message });
});

export type QueueWorker = {
	/**
	 * Accepts no new work, signals running bodies to stop, and waits for them; stopped work is handed over
	 * again.
	 */
	stop: () => Promise<void>;
	/** Settles when the worker has ended; rejects if it ended without being stopped. */
	done: Promise<void>;
};

export type WorkerOptions = {
	/** Runs at one time in this process. */
	concurrency?: number;
	/** Whether this worker starts the ticks; off where Trigger.dev starts them. */
	hasTicks?: boolean;
	/** Runs are passed on to it instead of being run here. */
	remote?: RelayQueue;
	/** How often running attempts renew their lease. */
	heartbeatMs?: number;
};

function cronItems(jobs: readonly Job[]): CronItem[] {
	return jobs.flatMap((job) =>
		job.every !== "minute"
			? []
			: [
					{
						task: job.id,
						match: "* * * * *",
						identifier: job.id,
						// One waiting tick is enough: a new one replaces one that has not begun.
						options: { maxAttempts: 1, backfillPeriod: 0, jobKey: job.id, queueName: `cron:${job.id}` },
					},
				],
	);
}

/** Starts the queue in the app's own Postgres in this process. */
export async function startWorker(jobs: readonly Job[], options: WorkerOptions = {}): Promise<QueueWorker> {
	const { concurrency = 4, remote, hasTicks = remote === undefined, heartbeatMs } = options;
	const rules = heartbeatMs === undefined ? ownQueueRules : { ...ownQueueRules, heartbeatMs };
	await migrateQueue();
	const stopping = new AbortController();
	const tasks: TaskList = {};
	for (const job of jobs) {
		if (tasks[job.id]) throw new Error(`two jobs have the id ${job.id}`);
		tasks[job.id] = async (given) => {
			if (typeof given === "object" && given !== null && "_cron" in given) {
				await performTick(job, stopping.signal);
				return;
			}
			const envelope = jobEnvelope.parse(given);
			if (remote) await remote.relay(job, envelope);
			else await settleDelivery(job, envelope, stopping.signal, rules);
		};
	}
	const pool = createQueuePool(concurrency + 3);
	const life = new WorkerLiveness(pool);
	await life.start();
	// Safe because graphile-worker's WorkerEvents is Node's EventEmitter with typed names.
	const events = new EventEmitter() as WorkerEvents;
	events.on("pool:create", ({ workerPool }) => {
		life.vouchFor(workerPool.id).catch((error: unknown) => log.error("queue.sign_of_life_failed", { error }));
	});
	const runner = await run({
		pgPool: pool,
		taskList: tasks,
		parsedCronItems: parseCronItems(hasTicks ? cronItems(jobs) : []),
		concurrency,
		pollInterval: 500,
		noHandleSignals: true,
		gracefulShutdownAbortTimeout: 20_000,
		logger: queueLogger,
		events,
	});
	const utils = await makeWorkerUtils({ pgPool: pool, logger: queueLogger });
	const attending = attendQueue(jobs, remote, () => utils.cleanup({ tasks: ["GC_JOB_QUEUES"] }));
	const fastTicks = hasTicks ? driveFastTicks(jobs, stopping.signal) : Promise.resolve();
	const close = async () => {
		attending.stop();
		stopping.abort();
		await fastTicks;
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
