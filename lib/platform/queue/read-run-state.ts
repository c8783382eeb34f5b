import type { Database } from "@/lib/platform/postgres/database";

/** The state of a piece of background work, for callers waiting for its result. */
export type RunState = {
	runId: string;
	job: string;
	state: "queued" | "running" | "retrying" | "finished" | "failed" | "cancelled";
	/** Attempts so far; `maxAttempts` is known once the first one has begun. */
	attempts: number;
	maxAttempts: number | null;
	/** When a queued or retrying run starts next. */
	nextTryAt: Date | null;
	startedAt: Date | null;
	endedAt: Date | null;
	/** The newest failure that no finished run of the same key has followed; it may be an earlier run's. */
	lastFailure: { at: Date; reason: string; isFinal: boolean } | null;
};

type Row = {
	id: string;
	job: string;
	key: string;
	status: RunState["state"];
	attempts: number;
	max_attempts: number | null;
	reason: string | null;
	run_at: Date;
	started_at: Date | null;
	failed_at: Date | null;
	finished_at: Date | null;
};

/** How many of a key's runs are searched for a failure. */
const maxRunsLookedAt = 10;

/**
 * The newest run of each key, e.g. `segments:wsp_…`, `traits:wsp_…`, `import:imp_…`, `sync:syn_…`,
 * `list:lst_…`. Keys without a run are missing. Callers must only pass keys of their own workspace.
 */
export async function readRunStates(db: Database, keys: readonly string[]): Promise<Map<string, RunState>> {
	if (keys.length === 0) return new Map();
	const rows = await db.$queryRaw<Row[]>`
		SELECT run.* FROM unnest(${[...keys]}::text[]) AS asked (key)
		CROSS JOIN LATERAL (
			SELECT id, job, key, status, attempts, max_attempts, reason, run_at, started_at, failed_at, finished_at, created_at
			FROM job_run WHERE job_run.key = asked.key ORDER BY created_at DESC, id DESC LIMIT ${maxRunsLookedAt}
		) run
		ORDER BY run.key, run.created_at DESC, run.id DESC`;
	const states = new Map<string, RunState>();
	for (const key of keys) {
		const state = toRunState(rows.filter((row) => row.key === key));
		if (state) states.set(key, state);
	}
	return states;
}

/** The newest run of one key. */
export async function readRunState(db: Database, key: string): Promise<RunState | null> {
	return (await readRunStates(db, [key])).get(key) ?? null;
}

/** `runs` are of one key, newest first. */
function toRunState(runs: readonly Row[]): RunState | null {
	const [newest] = runs;
	if (!newest) return null;
	const isWaiting = newest.status === "queued" || newest.status === "retrying";
	const finished = runs.findIndex(({ status }) => status === "finished");
	const sinceFinished = finished === -1 ? runs : runs.slice(0, finished);
	const failed = sinceFinished.find(({ failed_at }) => failed_at !== null);
	return {
		runId: newest.id,
		job: newest.job,
		state: newest.status,
		attempts: newest.attempts,
		maxAttempts: newest.max_attempts,
		nextTryAt: isWaiting ? newest.run_at : null,
		startedAt: newest.started_at,
		endedAt: newest.finished_at,
		lastFailure:
			failed?.failed_at && failed.reason !== null
				? { at: failed.failed_at, reason: failed.reason, isFinal: failed.status === "failed" }
				: null,
	};
}
