import { anyOf } from "@/lib/platform/postgres/any-of";
import type { Transaction } from "@/lib/platform/postgres/database";
import { decideKey, type OwnerReason } from "@/lib/syncs/decide-key";
import type { LedgerPolicy } from "@/lib/syncs/ledger";
import { flippedColumns } from "@/lib/syncs/server/flipped-columns";

/** The desired state of a key depends on everyone who has it, on this page or not. */
export async function recomputeDesired(
	tx: Transaction,
	{ syncId, policy }: { syncId: string; policy: LedgerPolicy },
	ids: readonly string[],
): Promise<void> {
	if (ids.length === 0) return;
	const rows = await tx.$queryRaw<{ id: string; reasons: OwnerReason[] }[]>`
		SELECT encode(key_hash, 'hex') AS id, array_agg(DISTINCT reason) AS reasons FROM delivery_owner
		WHERE sync_id = ${syncId} AND key_hash = ${anyOf(ids)} GROUP BY key_hash`;
	const desired = new Set(rows.filter((row) => decideKey(row.reasons).isDesired).map((row) => row.id));
	for (const isDesired of [true, false]) {
		const flipped = ids.filter((id) => desired.has(id) === isDesired);
		if (flipped.length === 0) continue;
		await tx.$executeRaw`
			UPDATE delivery_key k SET ${flippedColumns(policy)} FROM (SELECT ${isDesired}::bool AS is_desired) n
			WHERE k.sync_id = ${syncId} AND k.key_hash = ${anyOf(flipped)} AND k.is_desired <> n.is_desired`;
	}
}
