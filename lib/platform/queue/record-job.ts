import { log } from "@/lib/platform/log";
import { database } from "@/lib/platform/postgres/database";
import { cutText, messageOf } from "@/lib/platform/queue/failure-words";

export type QueueName = "postgres" | "trigger.dev";

/** Records are informational: the work continues when one cannot be written. */
async function write(what: Promise<unknown>): Promise<void> {
	await what.catch((error: unknown) => log.warn("queue.record_failed", { error }));
}

/** Records the start of a job, on whichever queue. */
export async function noteStarted(job: string): Promise<void> {
	await write(database().$executeRaw`
		INSERT INTO job_record (job, last_started_at) VALUES (${job}, clock_timestamp())
		ON CONFLICT (job) DO UPDATE SET last_started_at = clock_timestamp()`);
}

/** Records how it ended; consecutive failures are counted until one succeeds. */
export async function noteEnded(job: string, error: unknown | null): Promise<void> {
	const message = error === null ? null : messageOf(error);
	await write(database().$executeRaw`
		INSERT INTO job_record (job, last_ended_at, last_failed_at, failures, error)
		VALUES (${job}, clock_timestamp(), CASE WHEN ${message}::text IS NOT NULL THEN clock_timestamp() END,
			CASE WHEN ${message}::text IS NULL THEN 0 ELSE 1 END, ${message})
		ON CONFLICT (job) DO UPDATE SET last_ended_at = clock_timestamp(), error = EXCLUDED.error,
			last_failed_at = COALESCE(EXCLUDED.last_failed_at, job_record.last_failed_at),
			failures = CASE WHEN EXCLUDED.error IS NULL THEN 0 ELSE job_record.failures + 1 END`);
}

const maxProblemLength = 300;

/** The worker's report that it lives and serves this queue, and what keeps the queue from working. */
export async function noteQueue(queue: QueueName, problem: string | null): Promise<void> {
	const message = problem === null ? null : cutText(problem, maxProblemLength);
	await write(database().$executeRaw`
		INSERT INTO queue_state (queue, seen_at, problem, problem_at)
		VALUES (${queue}, clock_timestamp(), ${message}, CASE WHEN ${message}::text IS NOT NULL THEN clock_timestamp() END)
		ON CONFLICT (queue) DO UPDATE SET seen_at = clock_timestamp(), problem = EXCLUDED.problem,
			problem_at = CASE WHEN EXCLUDED.problem IS NULL THEN NULL ELSE COALESCE(queue_state.problem_at, clock_timestamp()) END`);
}
