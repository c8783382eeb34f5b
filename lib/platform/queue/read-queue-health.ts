import type { Database } from "@/lib/platform/postgres/database";
import type { QueueName } from "@/lib/platform/queue/record-job";

export type JobHealth = {
	job: string;
	lastStartedAt: Date | null;
	lastEndedAt: Date | null;
	lastFailedAt: Date | null;
	/** In a row, up to now. */
	failures: number;
};

export type QueueHealth = {
	/** Which queue runs the jobs, according to the newest worker; null when none was ever seen. */
	queue: QueueName | null;
	/** When a worker last reported being alive. */
	workerSeenAt: Date | null;
	/** When any job last started, on whichever queue. Ticks start every minute. */
	lastStartedAt: Date | null;
	/** One sentence: why jobs do not run, or which keep failing. */
	problem: string | null;
	/** Whether jobs run at all. */
	isRunning: boolean;
	jobs: JobHealth[];
};

type State = { queue: string; seen_at: Date; problem: string | null };

/**
 * Workers report being alive four times a minute, and ticks run every minute: a busy one may be silent this
 * long.
 */
const maxSilenceMs = 3 * 60_000;
/** A tick with this many consecutive failures is no accident. */
const minFailures = 3;

/** Which queue runs the jobs and whether it does. Reads three small tables: for health checks and the settings page. */
export async function readQueueHealth(db: Database, now: Date = new Date()): Promise<QueueHealth> {
	const [states, jobs] = await Promise.all([
		db.$queryRaw<State[]>`SELECT queue, seen_at, problem FROM queue_state ORDER BY seen_at DESC LIMIT 1`,
		db.jobRecord.findMany({
			select: { job: true, lastStartedAt: true, lastEndedAt: true, lastFailedAt: true, failures: true },
			orderBy: { job: "asc" },
		}),
	]);
	return judgeQueue(states[0], jobs, now);
}

/** What the records mean. */
export function judgeQueue(state: State | undefined, jobs: JobHealth[], now: Date): QueueHealth {
	const isSilent = (at: Date | null) => at === null || now.getTime() - at.getTime() > maxSilenceMs;
	const started = jobs.flatMap(({ lastStartedAt }) => (lastStartedAt ? [lastStartedAt.getTime()] : []));
	const lastStartedAt = started.length > 0 ? new Date(Math.max(...started)) : null;
	const seenAt = state?.seen_at ?? null;
	const failing = jobs.filter(({ failures }) => failures >= minFailures);
	const stopped = whyStopped(state, isSilent(seenAt), isSilent(lastStartedAt));
	return {
		// Safe because only workers write it, from QueueName.
		queue: (state?.queue as QueueName | undefined) ?? null,
		workerSeenAt: seenAt,
		lastStartedAt,
		problem: stopped ?? whyFailing(failing),
		isRunning: stopped === null,
		jobs,
	};
}

function whyStopped(
	state: State | undefined,
	isWorkerSilent: boolean,
	areJobsSilent: boolean,
): string | null {
	if (!state || isWorkerSilent) {
		return "No worker is running: segments, syncs and imports wait. Start Muster with npm start; its worker's log says why it ended.";
	}
	if (state.problem !== null) return state.problem;
	if (!areJobsSilent) return null;
	return state.queue === "trigger.dev"
		? "Trigger.dev answers, but no worker of it runs the jobs: start one with npm run trigger -- dev, or deploy."
		: "The worker is running, but no job has begun for minutes. The worker's log says why.";
}

function whyFailing(failing: readonly JobHealth[]): string | null {
	if (failing.length === 0) return null;
	const named = failing.map(({ job, failures }) => `${job} (${failures} times in a row)`);
	return `Background jobs keep failing: ${named.join(", ")}. The worker's log says why.`;
}
