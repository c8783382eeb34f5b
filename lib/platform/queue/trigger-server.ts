// The worker's side of Trigger.dev: passes runs on and queries their results.
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { database } from "@/lib/platform/postgres/database";
import { dispatch } from "@/lib/platform/queue/enqueue";
import { cutText } from "@/lib/platform/queue/failure-words";
import type { Job } from "@/lib/platform/queue/job";
import type { JobEnvelope } from "@/lib/platform/queue/job-envelope";
import { RemoteAway, type RemoteFate, type RemoteQueue } from "@/lib/platform/queue/reconcile-runs";
import { remoteQueueName } from "@/lib/platform/queue/remote-queue-name";

const { ApiError, configure, queues, runs, tasks } = await import("@trigger.dev/sdk");

const minDelayMs = 1_000;
const maxDelayMs = 60_000;
const maxReasonLength = 300;

function connect(): void {
	configure({
		accessToken: env.TRIGGER_SECRET_KEY,
		...(env.TRIGGER_API_URL ? { baseURL: env.TRIGGER_API_URL } : {}),
	});
}

/** The server's address, for people. */
function address(): string {
	return env.TRIGGER_API_URL ?? "https://api.trigger.dev";
}

/** An error in one line: a wrong address responds with whole pages. */
function shortReason(error: unknown): string {
	return cutText(error instanceof Error ? error.message : String(error), maxReasonLength);
}

/**
 * Passes a committed hand-over on to Trigger.dev. The hand-over's own id is the idempotency key, so that a
 * relay that died after the call and restarts starts nothing twice. While Trigger.dev is unreachable it
 * retries forever.
 */
async function relay(job: Job, envelope: JobEnvelope): Promise<void> {
	const db = database();
	const { runId, delivery } = envelope;
	const run = await db.jobRun.findUnique({
		where: { id: runId },
		select: { key: true, status: true, delivery: true, runAt: true },
	});
	if (run?.delivery !== delivery || !["queued", "retrying"].includes(run.status)) return;
	connect();
	try {
		const { id } = await tasks.trigger(job.id, envelope, {
			idempotencyKey: `${runId}:${delivery}`,
			// A run without a key waits for no one.
			concurrencyKey: run.key ?? runId,
		});
		await db.jobRun.updateMany({
			where: { id: runId, delivery },
			data: { remoteId: id, relayedAt: new Date() },
		});
	} catch (error) {
		log.warn("queue.relay_failed", { job: job.id, runId, reason: shortReason(error) });
		// The longer it has waited, the less often it is retried.
		const waitedMs = Date.now() - run.runAt.getTime();
		const runAt = new Date(Date.now() + Math.min(maxDelayMs, Math.max(minDelayMs, waitedMs)));
		await db.$transaction((tx) => dispatch(tx, job.id, envelope, { key: null, runAt }));
	}
}

async function ask(remoteId: string): Promise<RemoteFate> {
	connect();
	try {
		const { status } = await runs.retrieve(remoteId);
		switch (status) {
			case "PENDING_VERSION":
				return "unregistered";
			case "CANCELED":
				return "cancelled";
			case "EXPIRED":
				return "expired";
			case "COMPLETED":
			case "FAILED":
			case "CRASHED":
			case "SYSTEM_FAILURE":
			case "TIMED_OUT":
				return "ended";
			default:
				return "alive";
		}
	} catch (error) {
		// Runs are deleted there after a while, and another server has none of ours.
		if (error instanceof ApiError && error.status === 404) return "ended";
		throw new RemoteAway(shortReason(error));
	}
}

async function cancel(remoteId: string): Promise<void> {
	connect();
	await runs.cancel(remoteId).catch((error: unknown) => {
		log.warn("queue.remote_cancel_failed", { remoteId, reason: shortReason(error) });
	});
}

/** Why jobs cannot run there, in a sentence; null when it responds and knows them all. */
async function check(jobs: readonly Job[]): Promise<string | null> {
	connect();
	try {
		const known = new Set<string>();
		for await (const queue of queues.list({ perPage: 100 })) known.add(queue.name);
		const missing = jobs.filter(({ id }) => !known.has(remoteQueueName(id))).map(({ id }) => id);
		if (missing.length === 0) return null;
		if (missing.length === jobs.length)
			return `Trigger.dev at ${address()} knows none of the jobs: run npm run trigger -- dev, or deploy.`;
		return `Trigger.dev at ${address()} does not know ${missing.join(", ")}: deploy this version of the jobs.`;
	} catch (error) {
		return `Trigger.dev at ${address()} does not answer: ${shortReason(error)}`;
	}
}

/** What the worker needs of a queue elsewhere. */
export type RelayQueue = RemoteQueue & { relay: typeof relay; check: typeof check };

export const triggerServer: RelayQueue = { relay, ask, cancel, check };
