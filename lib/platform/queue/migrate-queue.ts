import { Logger, runMigrations } from "graphile-worker";
import { log } from "@/lib/platform/log";
import { makeQueuePool } from "@/lib/platform/queue/queue-pool";

/** The queue's own log lines, at one level lower: run-level lines are written by execute-run.ts. */
export const queueLogger = new Logger(() => (level, message) => {
	if (level === "error") log.warn("queue.worker", { message });
	else log.debug("queue.worker", { message });
});

/** Brings the queue's own schema (graphile_worker) up to date. Safe to repeat; needed before the first `enqueue`. */
export async function migrateQueue(databaseUrl?: string): Promise<void> {
	const pool = makeQueuePool(2, databaseUrl);
	try {
		await runMigrations({ pgPool: pool, logger: queueLogger });
	} finally {
		await pool.end();
	}
}
