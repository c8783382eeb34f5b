import { log } from "@/lib/platform/log";
import { createQueuePool } from "@/lib/platform/queue/queue-pool";

/** Brings the queue's own schema (graphile_worker) up to date. Safe to repeat; needed before the first `enqueue`. */
export async function migrateQueue(databaseUrl?: string): Promise<void> {
	// Loaded here, because the process that only starts the others calls this once and then stays small.
	const { Logger, runMigrations } = await import("graphile-worker");
	const logger = new Logger(() => (level, message) => {
		if (level === "error") log.error("queue.migration", { message });
	});
	const pool = createQueuePool(2, databaseUrl);
	try {
		await runMigrations({ pgPool: pool, logger });
	} finally {
		await pool.end();
	}
}
