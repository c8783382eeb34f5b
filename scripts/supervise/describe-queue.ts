import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

const withinMs = 20_000;

/**
 * Waits for the worker's first report since `since`, and says which queue runs the jobs and what prevents it.
 */
export async function describeQueue(
	databaseUrl: string,
	since: Date,
): Promise<{ words: string; problem: string | null }> {
	const client = new pg.Client({ connectionString: databaseUrl });
	await client.connect();
	try {
		for (const startedMs = Date.now(); Date.now() - startedMs < withinMs; await sleep(200)) {
			const { rows } = await client.query<{ queue: string; problem: string | null }>(
				"SELECT queue, problem FROM queue_state WHERE seen_at > $1 ORDER BY seen_at DESC LIMIT 1",
				[since],
			);
			const [state] = rows;
			if (!state) continue;
			const words = state.queue === "trigger.dev" ? "passed on to Trigger.dev" : "on the queue in Postgres";
			return { words, problem: state.problem };
		}
	} finally {
		await client.end().catch(() => {});
	}
	return { words: "no worker has been seen yet", problem: null };
}
