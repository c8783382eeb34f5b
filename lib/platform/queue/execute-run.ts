import { log } from "@/lib/platform/log";
import { database } from "@/lib/platform/postgres/database";
import type { Job, JobContext, RetryPolicy } from "@/lib/platform/queue/define-job";
import { handOver } from "@/lib/platform/queue/enqueue";
import type { JobEnvelope } from "@/lib/platform/queue/job-envelope";
import { isPermanent, retryDelayMs } from "@/lib/platform/queue/retry-delay";

const leaseMs = 60_000;
const heartbeatMs = 15_000;
/** After its signal fired, a body has this long to stop before the attempt is given up without it. */
const graceMs = 10_000;

export type Outcome =
	| { kind: "finished" }
	| { kind: "dropped" }
	| { kind: "stopped" }
	| { kind: "failed"; error: unknown; isPermanent: boolean };

export function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/** Runs a body with a time limit and an outer stop; whichever comes first fires the body's signal. */
export async function performWithin(
	job: Job,
	payload: unknown,
	run: { runId: string; attempt: number; stop: AbortSignal; progress: JobContext["progress"] },
): Promise<void> {
	const timeUp = new Error(`${job.id} did not finish within ${job.timeoutSec} s`);
	const controller = new AbortController();
	const onStop = () => controller.abort(new Error("the worker is shutting down"));
	if (run.stop.aborted) onStop();
	run.stop.addEventListener("abort", onStop, { once: true });
	const timer = setTimeout(() => controller.abort(timeUp), job.timeoutSec * 1000);
	let giveUp: NodeJS.Timeout | undefined;
	const stopped = new Promise<never>((_, reject) => {
		controller.signal.addEventListener("abort", () => {
			giveUp = setTimeout(() => reject(controller.signal.reason), graceMs);
		});
	});
	try {
		const body = job.perform(payload, {
			runId: run.runId,
			attempt: run.attempt,
			signal: controller.signal,
			log: (event, fields) => log.info(event, { job: job.id, runId: run.runId, ...fields }),
			progress: run.progress,
		});
		await Promise.race([body, stopped]);
	} finally {
		clearTimeout(timer);
		clearTimeout(giveUp);
		run.stop.removeEventListener("abort", onStop);
	}
}

/** One start of a standing schedule. It leaves no record and is not retried: the next one comes by itself. */
export async function performTick(job: Job, stop: AbortSignal): Promise<void> {
	const runId = `${job.id}@${new Date().toISOString()}`;
	try {
		await performWithin(job, {}, { runId, attempt: 1, stop, progress: async () => {} });
	} catch (error) {
		if (!stop.aborted) log.error("queue.tick_failed", { job: job.id, error });
	}
}

/**
 * One attempt of one run, on either backend: takes the lease, runs the body, notes what came of it. A hand-over that was
 * superseded or whose run is over is dropped, so that work that comes back after a crash is not done on top of itself.
 */
export async function executeRun(job: Job, envelope: JobEnvelope, stop: AbortSignal): Promise<Outcome> {
	const db = database();
	const { runId, attempt } = envelope;
	const lease = () => new Date(Date.now() + leaseMs);
	const taken = await db.jobRun.updateMany({
		where: { id: runId, delivery: envelope.delivery, status: { in: ["queued", "running"] } },
		data: { status: "running", attempts: attempt, leaseUntil: lease() },
	});
	if (taken.count === 0) return { kind: "dropped" };
	const { payload } = await db.jobRun.findUniqueOrThrow({ where: { id: runId }, select: { payload: true } });
	const own = { id: runId, delivery: envelope.delivery, status: "running" };
	const heartbeat = setInterval(() => {
		db.jobRun
			.updateMany({ where: own, data: { leaseUntil: lease() } })
			.catch((error: unknown) => log.warn("queue.heartbeat_failed", { runId, error }));
	}, heartbeatMs);
	try {
		await performWithin(job, payload, {
			runId,
			attempt,
			stop,
			progress: async (progress) => {
				await db.jobRun.updateMany({ where: own, data: { progress } });
			},
		});
		await db.jobRun.updateMany({
			where: own,
			data: { status: "finished", finishedAt: new Date(), leaseUntil: null, error: null },
		});
		return { kind: "finished" };
	} catch (error) {
		if (stop.aborted) return { kind: "stopped" };
		return { kind: "failed", error, isPermanent: isPermanent(error) };
	} finally {
		clearInterval(heartbeat);
	}
}

/** Ends a run for good; its record keeps payload and reason, so that it can be read and run again. */
export async function failRun(runId: string, error: unknown): Promise<void> {
	await database().jobRun.updateMany({
		where: { id: runId, status: { in: ["queued", "running"] } },
		data: { status: "failed", finishedAt: new Date(), leaseUntil: null, error: messageOf(error) },
	});
}

/** Hands a run over once more: at once after a shut-down (no error), after a delay that grows when it failed. */
export async function handOverAgain(
	job: { id: string; retry: RetryPolicy },
	envelope: JobEnvelope,
	error: unknown | null,
): Promise<void> {
	await database().$transaction(async (tx) => {
		const runAt =
			error === null ? null : new Date(Date.now() + retryDelayMs(job.retry, envelope.attempt, Math.random()));
		const moved = await tx.jobRun.updateMany({
			where: { id: envelope.runId, delivery: envelope.delivery, status: { in: ["queued", "running"] } },
			data: {
				status: "queued",
				delivery: envelope.delivery + 1,
				leaseUntil: null,
				...(error === null ? {} : { error: messageOf(error) }),
				...(runAt === null ? {} : { runAt }),
			},
		});
		if (moved.count === 0) return;
		const { key } = await tx.jobRun.findUniqueOrThrow({
			where: { id: envelope.runId },
			select: { key: true },
		});
		const attempt = error === null ? envelope.attempt : envelope.attempt + 1;
		await handOver(
			tx,
			job.id,
			{ runId: envelope.runId, delivery: envelope.delivery + 1, attempt },
			{ key, runAt },
		);
	});
}

/** One delivery from the Postgres queue, decided to the end: finished, tried again later, or failed for good. */
export async function settleDelivery(job: Job, envelope: JobEnvelope, stop: AbortSignal): Promise<void> {
	const startedMs = Date.now();
	const outcome = await executeRun(job, envelope, stop);
	const fields = {
		job: job.id,
		runId: envelope.runId,
		attempt: envelope.attempt,
		tookMs: Date.now() - startedMs,
	};
	switch (outcome.kind) {
		case "finished":
			log.info("queue.run_finished", fields);
			return;
		case "dropped":
			log.info("queue.delivery_dropped", fields);
			return;
		case "stopped":
			log.info("queue.run_stopped", fields);
			await handOverAgain(job, envelope, null);
			return;
		case "failed": {
			const isLast = outcome.isPermanent || envelope.attempt >= job.retry.maxAttempts;
			log.warn(isLast ? "queue.run_failed" : "queue.attempt_failed", { ...fields, error: outcome.error });
			if (isLast) await failRun(envelope.runId, outcome.error);
			else await handOverAgain(job, envelope, outcome.error);
			return;
		}
	}
}
