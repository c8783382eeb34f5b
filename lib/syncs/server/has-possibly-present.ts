import type { Transaction } from "@/lib/platform/postgres/database";
import { possiblyPresentStates } from "@/lib/syncs/ledger";
import { isRemovalAwaited } from "@/lib/syncs/server/ledger-rows";

/**
 * Whether the destination holds anyone of a sync, or may. So it does while it has yet to say whether it could process a
 * removal: if it could not, whoever was removed is still there.
 */
export async function hasPossiblyPresent(
	tx: Pick<Transaction, "$queryRaw">,
	syncId: string,
): Promise<boolean> {
	const [row] = await tx.$queryRaw<{ holds: boolean }[]>`
		SELECT EXISTS (SELECT 1 FROM delivery_key
				WHERE sync_id = ${syncId} AND state = ANY(${[...possiblyPresentStates]}::text[]))
			OR EXISTS (SELECT 1 FROM delivery_key k
				WHERE k.sync_id = ${syncId} AND ${isRemovalAwaited}) AS holds`;
	return row?.holds ?? true;
}
