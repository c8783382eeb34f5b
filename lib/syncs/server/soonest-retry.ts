import type { Transaction } from "@/lib/platform/postgres/database";

/** When what has no clear answer, or has yet to be removed, is tried again (milliseconds); null: nothing waits. */
export async function soonestRetry(
	tx: Pick<Transaction, "$queryRaw">,
	syncId: string,
	now: number,
): Promise<number | null> {
	const [row] = await tx.$queryRaw<{ at: Date | null }[]>`
		SELECT min(retry_at) AS at FROM delivery_key
		WHERE sync_id = ${syncId} AND held_back AND retry_at IS NOT NULL AND due_at IS NOT NULL AND (state = 'unknown' OR (NOT is_desired AND state IN ('present', 'accepted')))`;
	return row?.at ? Math.max(row.at.getTime(), now + 60_000) : null;
}
