import pg from "pg";
import { env } from "@/lib/platform/env";
import type { Prisma } from "@/lib/platform/postgres/generated/client";

const longestMs = 120_000;

const holder = globalThis as { musterBulkPool?: pg.Pool };

/**
 * Reads many rows outside of any transaction, each as an array of its values as the driver gives them (numbers, texts,
 * buffers, dates). For reads of thousands of rows in the path of a delivery, where turning every value into the
 * client's own form costs more than the query.
 */
export async function bulkRead<Row extends unknown[]>(query: Prisma.Sql): Promise<Row[]> {
	holder.musterBulkPool ??= createPool();
	const { rows } = await holder.musterBulkPool.query<Row>({
		text: query.text,
		values: query.values,
		rowMode: "array",
	});
	return rows;
}

function createPool(): pg.Pool {
	const pool = new pg.Pool({
		connectionString: env.DATABASE_URL,
		max: 2,
		idleTimeoutMillis: 10_000,
		allowExitOnIdle: true,
		statement_timeout: longestMs,
	});
	// A connection that breaks while idle is replaced at the next read.
	pool.on("error", () => undefined);
	return pool;
}

/** Closes the pool: for commands and tests that end. */
export async function closeBulkReads(): Promise<void> {
	await holder.musterBulkPool?.end();
	delete holder.musterBulkPool;
}
