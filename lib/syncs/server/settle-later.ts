import type { Transaction } from "@/lib/platform/postgres/database";

const waitMs = 60_000;

/**
 * For a run that ended without settling what it had in flight: the sync's next run, which does, comes soon, also where
 * no schedule starts one.
 */
export async function settleLater(
	tx: Pick<Transaction, "$executeRaw">,
	syncId: string,
	now: number,
): Promise<void> {
	await tx.$executeRaw`
		UPDATE sync SET next_run_at = LEAST(next_run_at, ${new Date(now + waitMs)})
		WHERE id = ${syncId} AND archived_at IS NULL AND (confirmed_at IS NOT NULL OR emptying_since IS NOT NULL)
			AND EXISTS (SELECT 1 FROM delivery_key
				WHERE sync_id = ${syncId} AND state IN ('adding', 'removing') AND due_at IS NOT NULL)`;
}
