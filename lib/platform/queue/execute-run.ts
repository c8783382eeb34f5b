import { AppError } from "@/lib/kernel/app-error";
import { log } from "@/lib/platform/log";
import { database } from "@/lib/platform/postgres/database";
import { endRun, failAttempt, reschedule } from "@/lib/platform/queue/end-attempt";
import {
	acquireLease,
	heldBy,
	type Lease,
	releaseLease,
	startLeaseRenewal,
	usualHeartbeatMs,
} from "@/lib/platform/queue/hold-lease";
import type { Job, JobContext } from "@/lib/platform/queue/job";
import type { JobEnvelope } from "@/lib/platform/queue/job-envelope";
import { noteEnded, noteStarted } from "@/lib/platform/queue/record-job";

/** After its signal fired, a body has this long to stop before the attempt is abandoned. */
const graceMs = 10_000;
/** How long a run waits while another run of its key is active. */
const busyDelayMs = 5_000;

/** What one delivery came to. */
export type Outcome =
	| { kind: "finished" | "dropped" | "busy" | "stopped" }
	| { kind: "retrying" | "failed"; attempt: number; error: unknown };

/** What differs between the queues that deliver. */
export type DeliveryRules = {
	/** The queue redelivers only what a dead process had. */
	takesOver: boolean;
	/** Stopped from outside: restarted elsewhere at once, or left to whatever stopped it. */
	afterStop: "again" | "ask";
	heartbeatMs?: number;
};

export const ownQueueRules: DeliveryRules = { takesOver: true, afterStop: "again" };

/** Runs a body with a time limit and an outer stop; whichever comes first fires the body's signal. */
async function performWithin(
	job: Job,
	payload: unknown,
	run: { runId: string; attempt: number; stop: AbortSignal; progress: JobContext["progress"] },
): Promise<unknown> {
	const timeUp = new AppError("internal", `${job.id} did not finish within ${job.timeoutSec} s.`);
	const controller = new AbortController();
	const onStop = () => controller.abort(new Error("the attempt was stopped"));
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
		return await Promise.race([body, stopped]);
	} finally {
		clearTimeout(timer);
		clearTimeout(giveUp);
		run.stop.removeEventListener("abort", onStop);
	}
}

/**
 * One start of a tick; what its body returned. It is not retried: the next one follows anyway. A failure is recorded and
 * thrown.
 */
export async function performTick(
	job: Job,
	stop: AbortSignal,
	payload: { notices?: readonly string[] } = {},
): Promise<unknown> {
	const runId = `${job.id}@${new Date().toISOString()}`;
	await noteStarted(job.id);
	let result: unknown;
	try {
		result = await performWithin(job, payload, { runId, attempt: 1, stop, progress: async () => {} });
	} catch (error) {
		if (stop.aborted) return;
		log.error("queue.tick_failed", { job: job.id, error });
		await noteEnded(job.id, error);
		throw error;
	}
	await noteEnded(job.id, null);
	return result;
}

/**
 * Handles one delivery from either queue completely: finished, to be retried, or failed for good. A
 * superseded hand-over, or one whose run is over, is dropped, so that work redelivered after a crash never
 * runs alongside itself.
 */
export async function settleDelivery(
	job: Job,
	envelope: JobEnvelope,
	stop: AbortSignal,
	rules: DeliveryRules,
): Promise<Outcome> {
	const startedMs = Date.now();
	const acquired = await acquireLease(job, envelope, rules.takesOver);
	const fields = { job: job.id, runId: envelope.runId, delivery: envelope.delivery };
	switch (acquired.kind) {
		case "dropped":
			log.info("queue.delivery_dropped", fields);
			return { kind: "dropped" };
		case "busy":
			log.info("queue.delivery_postponed", fields);
			await reschedule(job.id, envelope, { runAt: new Date(Date.now() + busyDelayMs) });
			return { kind: "busy" };
		case "exhausted":
			await endRun(job, envelope, { status: "failed", error: acquired.error });
			return { kind: "failed", attempt: job.retry.maxAttempts, error: acquired.error };
		case "acquired": {
			const outcome = await attempt(job, acquired.lease, stop, rules);
			const tookMs = Date.now() - startedMs;
			const error = "error" in outcome ? outcome.error : undefined;
			const level = error === undefined ? "info" : "warn";
			log[level](`queue.attempt_${outcome.kind}`, {
				...fields,
				attempt: acquired.lease.attempt,
				tookMs,
				error,
			});
			return outcome;
		}
	}
}

/** Runs the body under the lease and records the result. */
async function attempt(job: Job, lease: Lease, stop: AbortSignal, rules: DeliveryRules): Promise<Outcome> {
	const db = database();
	const halt = new AbortController();
	const onStop = () => halt.abort();
	if (stop.aborted) onStop();
	stop.addEventListener("abort", onStop, { once: true });
	let isLost = false;
	const keeping = startLeaseRenewal(lease, rules.heartbeatMs ?? usualHeartbeatMs, () => {
		isLost = true;
		halt.abort();
	});
	await noteStarted(job.id);
	try {
		await performWithin(job, lease.payload, {
			runId: lease.runId,
			attempt: lease.attempt,
			stop: halt.signal,
			progress: async (progress) => {
				await db.jobRun.updateMany({ where: heldBy(lease), data: { progress } });
			},
		});
	} catch (error) {
		keeping.stop();
		if (isLost) return { kind: "dropped" };
		if (stop.aborted) {
			await afterStop(job, lease, rules);
			return { kind: "stopped" };
		}
		await noteEnded(job.id, error);
		const kind = await failAttempt(job, lease, { attempts: lease.attempt, error });
		return { kind, attempt: lease.attempt, error };
	} finally {
		keeping.stop();
		stop.removeEventListener("abort", onStop);
	}
	// A body may react to a stop by returning: its next attempt finds out whether it was done.
	if (stop.aborted) {
		await afterStop(job, lease, rules);
		return { kind: "stopped" };
	}
	const { count } = await db.jobRun.updateMany({
		where: heldBy(lease),
		data: {
			status: "finished",
			finishedAt: new Date(),
			leaseUntil: null,
			error: null,
			reason: null,
			failedAt: null,
		},
	});
	await noteEnded(job.id, null);
	return { kind: count === 0 ? "dropped" : "finished" };
}

/** An attempt stopped by a shutdown does not count. */
async function afterStop(job: Job, lease: Lease, rules: DeliveryRules): Promise<void> {
	if (rules.afterStop === "again") await reschedule(job.id, lease, { attempts: lease.attempt - 1 });
	else await releaseLease(lease);
}
