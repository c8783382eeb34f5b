import { anyOf } from "@/lib/platform/postgres/any-of";
import type { Transaction } from "@/lib/platform/postgres/database";
import { listed } from "@/lib/platform/postgres/listed";

/**
 * Notes of keys that their owners no longer have which key each of them has instead, so that the record there moves
 * instead of a second one being created. Only where nobody else has the former key, and nothing is known to be under
 * the new one. While an answer about the former is still awaited, the new one waits for it.
 */
export async function linkMoves(
	tx: Transaction,
	{ syncId, now }: { syncId: string; now: Date },
	{
		gone,
		owners,
		keys,
		touched,
	}: {
		gone: readonly { uid: number; id: string }[];
		owners: readonly { uid: number; id: string; isDesired: boolean }[];
		keys: ReadonlyMap<string, { kind: string }>;
		touched: readonly string[];
	},
): Promise<void> {
	if (touched.length === 0) return;
	// Whoever has a key now, what is there is theirs.
	await tx.$executeRaw`
		UPDATE delivery_key SET moves_to = NULL
		WHERE sync_id = ${syncId} AND key_hash = ${anyOf(touched)} AND moves_to IS NOT NULL AND is_desired`;
	const left = new Map(gone.map(({ uid }) => [uid, [] as string[]]));
	for (const { uid, id } of gone) left.get(uid)?.push(id);
	const links = owners.flatMap(({ uid, id, isDesired }) =>
		isDesired ? (left.get(uid) ?? []).map((former) => ({ former, id, kind: keys.get(id)?.kind ?? "" })) : [],
	);
	if (links.length === 0) return;
	await tx.$executeRaw`
		UPDATE delivery_key f SET moves_to = k.key_hash
		FROM unnest(${listed(links.map(({ former }) => former))}, ${listed(links.map(({ id }) => id))},
				${listed(links.map(({ kind }) => kind))}) AS n(former, id, kind)
			JOIN delivery_key k ON k.sync_id = ${syncId} AND k.key_hash = decode(n.id, 'hex')
		WHERE f.sync_id = ${syncId} AND f.key_hash = decode(n.former, 'hex') AND f.identifier_kind = n.kind
			AND NOT f.is_desired AND f.state IN ('present', 'accepted', 'unknown')
			AND k.is_desired AND k.state IN ('absent', 'unknown')
			AND NOT EXISTS (SELECT 1 FROM delivery_owner o WHERE o.sync_id = f.sync_id AND o.key_hash = f.key_hash)`;
	await tx.$executeRaw`
		UPDATE delivery_key k SET retry_at = f.retry_at, due_at = f.retry_at FROM delivery_key f
		WHERE k.sync_id = ${syncId} AND k.key_hash = ${anyOf(links.map(({ id }) => id))} AND k.state = 'absent'
			AND f.sync_id = k.sync_id AND f.moves_to = k.key_hash AND f.state = 'unknown' AND f.retry_at > ${now}`;
}
