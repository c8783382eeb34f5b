import { database } from "@/lib/platform/postgres/database";
import { readQueueHealth } from "@/lib/platform/queue/read-queue-health";

/**
 * The part of the health check about background jobs. Informational: web servers are healthy without a
 * worker.
 */
export async function jobsPart(): Promise<{
	queue: string | null;
	running: boolean;
	lastStartedAt: string | null;
} | null> {
	try {
		const { queue, isRunning, lastStartedAt } = await readQueueHealth(database());
		return { queue, running: isRunning, lastStartedAt: lastStartedAt?.toISOString() ?? null };
	} catch {
		// Postgres does not respond, which the check reports anyway.
		return null;
	}
}
