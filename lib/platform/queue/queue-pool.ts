import pg from "pg";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";

/**
 * A pool for the queue. A connection dropped by Postgres must not end the process: pg reports it as an event.
 */
export function createQueuePool(max: number, connectionString: string = env.DATABASE_URL): pg.Pool {
	const pool = new pg.Pool({ connectionString, max, keepAlive: true });
	const note = (error: Error) => log.warn("queue.connection_lost", { reason: error.message });
	pool.on("error", note);
	pool.on("connect", (client) => client.on("error", note));
	return pool;
}
