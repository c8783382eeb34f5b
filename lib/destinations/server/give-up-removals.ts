import type { Transaction } from "@/lib/platform/postgres/database";

/**
 * Gives up whatever is still to be removed from a destination that is being disconnected, or moved to another place:
 * its receipts say since when, and that these people may still be there. Nothing is kept of someone who is erased; of the others the ledger keeps
 * what was sent, as of everyone who stays there.
 */
export async function giveUpRemovals(
	tx: Transaction,
	destinationId: string,
	{ movedAway, now }: { movedAway: boolean; now: Date },
): Promise<void> {
	await tx.$executeRaw`
		UPDATE delivery_owner o SET is_desired = false,
			reason = CASE r.reason WHEN 'suppressed' THEN 'suppressed' ELSE 'no_consent' END
		FROM withdrawal_removal r JOIN sync s ON s.id = r.sync_id
		WHERE s.destination_id = ${destinationId} AND r.confirmed_at IS NULL AND r.given_up_at IS NULL
			AND o.sync_id = r.sync_id AND o.uid = r.uid`;
	await tx.$executeRaw`
		DELETE FROM delivery_owner o USING erasure_removal r, erasure e, sync s
		WHERE e.id = r.erasure_id AND s.id = r.sync_id AND s.destination_id = ${destinationId}
			AND r.confirmed_at IS NULL AND r.given_up_at IS NULL AND o.sync_id = r.sync_id AND o.uid = ANY(e.uids)`;
	// One that someone else has too stays theirs.
	await tx.$executeRaw`
		DELETE FROM delivery_key k USING erasure_removal r, sync s
		WHERE s.id = r.sync_id AND s.destination_id = ${destinationId} AND r.confirmed_at IS NULL AND r.given_up_at IS NULL
			AND k.sync_id = r.sync_id AND k.key_hash = ANY(r.key_hashes)
			AND NOT EXISTS (SELECT 1 FROM delivery_owner o WHERE o.sync_id = k.sync_id AND o.key_hash = k.key_hash)`;
	await tx.$executeRaw`
		UPDATE delivery_key k SET is_desired = false, due_at = NULL, retry_at = NULL, reason = 'Removing it was given up.'
		FROM withdrawal_removal r JOIN sync s ON s.id = r.sync_id
		WHERE s.destination_id = ${destinationId} AND r.confirmed_at IS NULL AND r.given_up_at IS NULL
			AND k.sync_id = r.sync_id AND k.key_hash = ANY(r.key_hashes)
			AND NOT EXISTS (SELECT 1 FROM delivery_owner o
				WHERE o.sync_id = k.sync_id AND o.key_hash = k.key_hash AND o.is_desired)`;
	await tx.$executeRaw`
		UPDATE withdrawal_removal r SET given_up_at = ${now}, moved_away = ${movedAway}, next_try_at = NULL, key_hashes = '{}'
		FROM sync s WHERE s.id = r.sync_id AND s.destination_id = ${destinationId}
			AND r.confirmed_at IS NULL AND r.given_up_at IS NULL`;
	// Their erasures have one thing less to wait for.
	await tx.$executeRaw`
		UPDATE erasure e SET next_try_at = least(e.next_try_at, ${now}) FROM erasure_removal r JOIN sync s ON s.id = r.sync_id
		WHERE e.id = r.erasure_id AND e.status = 'running' AND s.destination_id = ${destinationId}
			AND r.confirmed_at IS NULL AND r.given_up_at IS NULL`;
	await tx.$executeRaw`
		UPDATE erasure_removal r SET given_up_at = ${now}, moved_away = ${movedAway}, retry_at = NULL, key_hashes = '{}'
		FROM sync s WHERE s.id = r.sync_id AND s.destination_id = ${destinationId}
			AND r.confirmed_at IS NULL AND r.given_up_at IS NULL`;
}
