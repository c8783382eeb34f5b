import type { ConsentPurpose } from "@/lib/consent/purposes";
import type { Transaction } from "@/lib/platform/postgres/database";

export type WithdrawnConsent = { uid: number; purpose: ConsentPurpose };

/**
 * Notes in the transaction that accepts them that people said no: from its commit on, the last gate of every
 * sync sees it, though the warehouse hears of it later. `outboxId` names the rows that bring it there.
 * Destinations that hold these people are noted as owing a removal. What is noted here only ever holds keys
 * back or has a removal checked: whether a no counts (a later yes may stand) is the warehouse's to decide.
 */
export async function noteWithdrawals(
	tx: Transaction,
	ws: number,
	outboxId: string,
	withdrawals: readonly WithdrawnConsent[],
	now: Date,
): Promise<void> {
	if (withdrawals.length === 0) return;
	const uids = withdrawals.map((one) => one.uid);
	const purposes = withdrawals.map((one) => one.purpose);
	await tx.$executeRaw`
		INSERT INTO withdrawal (outbox_id, workspace_number, uid, purpose, xid)
		SELECT DISTINCT ${outboxId}::text, ${ws}::int, n.uid, n.purpose, pg_current_xact_id()::text::bigint
		FROM unnest(${uids}::int[], ${purposes}::text[]) AS n(uid, purpose)`;
	await noteOwedRemovals(tx, ws, "withdrawn", withdrawals, now);
}

/**
 * Notes what audiences hold, or may hold, of people who may no longer be sent for a purpose (null: for any).
 * A background job removes it and keeps the receipt.
 */
export async function noteOwedRemovals(
	tx: Transaction,
	ws: number,
	reason: "withdrawn" | "suppressed",
	people: readonly { uid: number; purpose: ConsentPurpose | null }[],
	now: Date,
): Promise<void> {
	if (people.length === 0) return;
	await tx.$executeRaw`
		INSERT INTO withdrawal_removal (sync_id, workspace_number, uid, reason, requested_at, next_try_at, key_hashes, identifiers)
		SELECT s.id, ${ws}::int, p.root_uid, ${reason}::text, ${now}::timestamptz, ${now}::timestamptz, array_agg(DISTINCT k.key_hash), count(DISTINCT k.key_hash)
		FROM unnest(${people.map((one) => one.uid)}::int[], ${people.map((one) => one.purpose)}::text[]) AS n(uid, purpose)
			JOIN profile p ON p.workspace_number = ${ws} AND p.uid = n.uid
			JOIN workspace w ON w.number = ${ws}
			JOIN sync s ON s.workspace_id = w.id AND (n.purpose IS NULL OR s.purpose = n.purpose)
			JOIN delivery_owner o ON o.sync_id = s.id AND o.uid IN (p.root_uid, p.uid)
			JOIN delivery_key k ON k.sync_id = o.sync_id AND k.key_hash = o.key_hash AND k.state NOT IN ('absent', 'rejected')
		GROUP BY s.id, p.root_uid
		ON CONFLICT (sync_id, uid) DO UPDATE SET reason = excluded.reason, requested_at = excluded.requested_at,
			next_try_at = excluded.next_try_at, attempts = 0, key_hashes = excluded.key_hashes,
			identifiers = excluded.identifiers, shared = 0, problem = NULL, confirmed_at = NULL, given_up_at = NULL`;
}
