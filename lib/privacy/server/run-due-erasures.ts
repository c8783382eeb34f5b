import type { runErasureJob } from "@/jobs/privacy/run-erasure";
import { database, type Transaction } from "@/lib/platform/postgres/database";
import { enqueue } from "@/lib/platform/queue/enqueue";
import { leaseForMs } from "@/lib/privacy/server/request-erasure";

type Due = { id: string; workspaceId: string; nextTryAt: Date | null };

/** Enqueues the next attempt of every erasure that is due, once however many processes run this. */
export async function runDueErasures(now: Date = new Date()): Promise<{ started: number }> {
	const db = database();
	const due = await db.erasure.findMany({
		where: { status: "running", nextTryAt: { lte: now } },
		orderBy: { nextTryAt: "asc" },
		take: 200,
		select: { id: true, workspaceId: true, nextTryAt: true },
	});
	let started = 0;
	for (const one of due) {
		if (await db.$transaction(async (tx) => await enqueueAttempt(tx, one, now))) started++;
	}
	return { started };
}

/** Requests an attempt now, unless another process just did. */
export async function enqueueAttempt(tx: Transaction, due: Due, now: Date): Promise<boolean> {
	const takenUntil = new Date(now.getTime() + leaseForMs);
	const { count } = await tx.erasure.updateMany({
		where: { id: due.id, status: "running", nextTryAt: due.nextTryAt },
		data: { nextTryAt: takenUntil },
	});
	if (count === 0) return false;
	await enqueue<typeof runErasureJob>(
		"privacy.run-erasure",
		{ workspaceId: due.workspaceId, erasureId: due.id },
		// The key includes the time it was claimed: several attempts may end with the same next try.
		{
			key: `erasure:${due.id}`,
			idempotencyKey: `${due.id}:${due.nextTryAt?.getTime()}:${takenUntil.getTime()}`,
			transaction: tx,
		},
	);
	return true;
}
