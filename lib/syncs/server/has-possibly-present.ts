import type { Transaction } from "@/lib/platform/postgres/database";
import { possiblyPresentStates } from "@/lib/syncs/ledger";

/** Whether the destination holds anyone of a sync, or may. */
export async function hasPossiblyPresent(
	tx: Pick<Transaction, "deliveryKey">,
	syncId: string,
): Promise<boolean> {
	const one = await tx.deliveryKey.findFirst({
		where: { syncId, state: { in: [...possiblyPresentStates] } },
		select: { syncId: true },
	});
	return one !== null;
}
