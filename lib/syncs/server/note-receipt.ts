import type { Transaction } from "@/lib/platform/postgres/database";
import type { OpenSync } from "@/lib/syncs/server/open-sync";

/** Remembers that the network will say more of this upload; several requests may share one receipt. */
export async function noteReceipt(
	tx: Transaction,
	{ sync, network }: OpenSync,
	{ runId, requestSeq }: { runId: string; requestSeq: number },
	receipt: string,
	now: number,
): Promise<void> {
	const receipts = network.receipts;
	if (!receipts) return;
	const pollAt = new Date(now + receipts.afterMs);
	await tx.syncReceipt.upsert({
		where: { syncId_receipt: { syncId: sync.id, receipt } },
		create: { syncId: sync.id, receipt, runId, requestSeq, sentAt: new Date(now), pollAt },
		// The same upload went on: what was read of it before is out of date.
		update: { pollAt, requestSeq },
	});
}
