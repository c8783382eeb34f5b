import { database } from "@/lib/platform/postgres/database";
import { readQueueHealth } from "@/lib/platform/queue/read-queue-health";

/** The part of the health check about background jobs. It is for reading: web servers are well without a worker. */
export async function jobsPart(): Promise<{
	queue: string | null;
	running: boolean;
	lastStartedAt: string | null;
} | null> {
	try {
		const { queue, isRunning, lastStartedAt } = await readQueueHealth(database());
		return { queue, running: isRunning, lastStartedAt: lastStartedAt?.toISOString() ?? null };
	} catch {
		// Postgres does not answer, which the check says by itself.
		return null;
	}
}
