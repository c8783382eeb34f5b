import type { Transaction } from "@/lib/platform/postgres/database";

/**
 * Who is still to be removed from a destination because they are erased, or may no longer be sent, archived syncs
 * included; as the subject of a sentence. Null: no one.
 */
export async function readOwedRemovals(tx: Transaction, destinationId: string): Promise<string | null> {
	const [owed] = await tx.$queryRaw<{ isErasing: boolean; isWithdrawing: boolean }[]>`
		SELECT EXISTS (SELECT 1 FROM erasure_removal r JOIN sync s ON s.id = r.sync_id
				WHERE s.destination_id = ${destinationId} AND r.confirmed_at IS NULL) AS "isErasing",
			EXISTS (SELECT 1 FROM withdrawal_removal r JOIN sync s ON s.id = r.sync_id
				WHERE s.destination_id = ${destinationId} AND r.confirmed_at IS NULL) AS "isWithdrawing"`;
	if (owed?.isErasing) return "People who are being erased";
	return owed?.isWithdrawing ? "People who withdrew consent or were suppressed" : null;
}
