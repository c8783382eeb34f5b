import type { Transaction } from "@/lib/platform/postgres/database";

/**
 * Takes the lease away from every run that sends to a destination: its next write fails, and it sends nothing more.
 * After the destination's syncs were locked, as a run locks its own when it takes the lease.
 */
export async function endRuns(
	tx: Transaction,
	destinationId: string,
	{ message, now }: { message: string; now: Date },
): Promise<void> {
	await tx.$executeRaw`
		UPDATE sync_request SET status = 'ambiguous' WHERE status = 'sent'
			AND run_id IN (SELECT r.id FROM sync_run r JOIN sync s ON s.id = r.sync_id WHERE s.destination_id = ${destinationId})`;
	await tx.syncRun.updateMany({
		where: { sync: { destinationId }, status: { in: ["running", "cancelling"] } },
		data: {
			status: "cancelled",
			error: { message, detail: null },
			finishedAt: now,
			leaseOwner: null,
			leaseUntil: null,
		},
	});
}
