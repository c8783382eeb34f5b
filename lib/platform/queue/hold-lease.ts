import { AppError } from "@/lib/kernel/app-error";
import { log } from "@/lib/platform/log";
import { database, type Transaction } from "@/lib/platform/postgres/database";
import type { Job } from "@/lib/platform/queue/job";
import type { JobEnvelope } from "@/lib/platform/queue/job-envelope";

const leaseMs = 60_000;
/** How often a running attempt reports being alive. */
export const usualHeartbeatMs = 15_000;

/** One attempt's right to work. The attempt's number distinguishes it from a later one of the same run. */
export type Lease = { runId: string; delivery: number; attempt: number; payload: unknown };

export type LeaseResult =
	| { kind: "acquired"; lease: Lease }
	/** The hand-over was superseded, or the run is over. */
	| { kind: "dropped" }
	/** Another run of the same key is at work. */
	| { kind: "busy" }
	/** No attempt is left; without an error if the run's record already has the last failure. */
	| { kind: "exhausted"; error: unknown | undefined };

type Row = {
	status: string;
	key: string | null;
	attempts: number;
	payload: unknown;
	error: string | null;
	is_alive: boolean;
};

/** Only the attempt that holds the lease matches. */
export function heldBy({ runId, delivery, attempt }: Lease) {
	return { id: runId, delivery, attempts: attempt, status: "running" };
}

/**
 * Begins and counts an attempt. `takesOver`: the queue itself knows that the previous holder of this
 * hand-over is dead; otherwise a live lease is respected.
 */
export async function acquireLease(
	job: Job,
	envelope: JobEnvelope,
	takesOver: boolean,
): Promise<LeaseResult> {
	const { runId, delivery } = envelope;
	return await database().$transaction(async (tx): Promise<LeaseResult> => {
		const [row] = await tx.$queryRaw<Row[]>`
			SELECT status, key, attempts, payload, error, COALESCE(lease_until > clock_timestamp(), false) AS is_alive
			FROM job_run WHERE id = ${runId} AND delivery = ${delivery}
				AND status IN ('queued', 'retrying', 'running') FOR UPDATE`;
		if (!row || (row.status === "running" && row.is_alive && !takesOver)) return { kind: "dropped" };
		if (row.attempts >= job.retry.maxAttempts) {
			return { kind: "exhausted", error: row.error === null ? diedError() : undefined };
		}
		if (row.key !== null && (await isKeyTaken(tx, runId, row.key))) return { kind: "busy" };
		await tx.$executeRaw`
			UPDATE job_run SET status = 'running', attempts = attempts + 1, max_attempts = ${job.retry.maxAttempts},
				started_at = clock_timestamp(), error = NULL,
				lease_until = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
			WHERE id = ${runId}`;
		return {
			kind: "acquired",
			lease: { runId, delivery, attempt: row.attempts + 1, payload: row.payload },
		};
	});
}

/** A queue may run two of one key at once (its limits are its own); the key's lock makes one of them wait. */
async function isKeyTaken(tx: Transaction, runId: string, key: string): Promise<boolean> {
	await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`job:${key}`}, 0))`;
	const [other] = await tx.$queryRaw<{ id: string }[]>`
		SELECT id FROM job_run
		WHERE key = ${key} AND status = 'running' AND id <> ${runId} AND lease_until > clock_timestamp() LIMIT 1`;
	return other !== undefined;
}

export function diedError(): AppError {
	return new AppError("internal", "The process that did this work died.");
}

/**
 * Renews the lease until stopped; calls `onLost` once when the run was settled or taken over, or when the
 * lease expired meanwhile: another run of the key may have begun.
 */
export function startLeaseRenewal(
	lease: Lease,
	heartbeatMs: number,
	onLost: () => void,
): { stop: () => void } {
	const beat = async () => {
		const renewed = await database().$executeRaw`
			UPDATE job_run SET lease_until = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
			WHERE id = ${lease.runId} AND delivery = ${lease.delivery} AND attempts = ${lease.attempt} AND status = 'running'
				AND lease_until > clock_timestamp()`;
		if (renewed > 0) return;
		clearInterval(timer);
		onLost();
	};
	const timer = setInterval(() => {
		beat().catch((error: unknown) => log.warn("queue.heartbeat_failed", { runId: lease.runId, error }));
	}, heartbeatMs);
	return { stop: () => clearInterval(timer) };
}

/**
 * Ends the lease of an attempt that was stopped from outside; reconcile-runs.ts decides what happens to the
 * run.
 */
export async function releaseLease(lease: Lease): Promise<void> {
	await database().jobRun.updateMany({ where: heldBy(lease), data: { leaseUntil: new Date(0) } });
}
