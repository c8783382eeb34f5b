import type { Database, Transaction } from "@/lib/platform/postgres/database";
import { readWhole } from "@/lib/platform/postgres/read-whole";
import { noReason, readTotals, type SyncTotals } from "@/lib/syncs/totals";

/** Reasons that are listed. */
const maxReasons = 30;

type Row = Record<
	"carrying" | "delivered" | "unanswered" | "waiting" | "rejected" | "shared" | "leaving" | "unmapped",
	bigint
>;

export type CountGiven = {
	syncId: string;
	now: Date;
	/** How many the warehouse says are desired now; null: only the ledger is asked. */
	desired?: number | null;
	/** What the plan was made from is as of then; undefined: not known to the caller. */
	dataAsOf?: Date | null | undefined;
	/** Whether the ledger knows all of them: false when the run ended before its plan was complete. */
	isPlanned?: boolean;
};

/**
 * Counts the ledger of one sync in people, in two passes over it: for the end of a run, never for a page view.
 */
export async function countTotals(
	tx: Transaction,
	{ syncId, now, desired = null, dataAsOf, isPlanned = true }: CountGiven,
): Promise<SyncTotals> {
	const [row] = await tx.$queryRaw<Row[]>`
		SELECT count(*) FILTER (WHERE wanted AND NOT kept) AS carrying,
			count(*) FILTER (WHERE wanted AND there) AS delivered,
			count(*) FILTER (WHERE wanted AND NOT there AND unclear) AS unanswered,
			count(*) FILTER (WHERE wanted AND NOT there AND NOT unclear AND waiting) AS waiting,
			count(*) FILTER (WHERE wanted AND NOT there AND NOT unclear AND NOT waiting AND rejected) AS rejected,
			count(*) FILTER (WHERE wanted AND NOT there AND NOT unclear AND NOT waiting AND NOT rejected) AS shared,
			count(*) FILTER (WHERE unmapped) AS unmapped, count(*) FILTER (WHERE NOT wanted AND leaving) AS leaving
		FROM (
			SELECT bool_or(o.is_desired) AS wanted, bool_or(o.reason = 'kept') AS kept,
				bool_or(o.reason = 'unmapped') AS unmapped,
				bool_or(o.is_desired AND k.is_desired AND k.state IN ('present', 'accepted')) AS there,
				bool_or(o.is_desired AND k.is_desired AND k.state IN ('unknown', 'adding', 'removing')) AS unclear,
				bool_or(o.is_desired AND k.is_desired AND k.state = 'absent') AS waiting,
				bool_or(o.is_desired AND k.is_desired AND k.state = 'rejected') AS rejected,
				bool_or(NOT k.is_desired AND k.state IN ('present', 'accepted', 'adding', 'removing', 'unknown')) AS leaving
			FROM delivery_owner o JOIN delivery_key k ON k.sync_id = o.sync_id AND k.key_hash = o.key_hash
			WHERE o.sync_id = ${syncId} GROUP BY o.uid
		) person`;
	// The ledger has no owner for whoever withdrew or is erased, though the destination may still hold them.
	const [owed] = await tx.$queryRaw<{ people: bigint }[]>`
		SELECT count(DISTINCT uid) AS people FROM (
			SELECT uid FROM withdrawal_removal
			WHERE sync_id = ${syncId} AND confirmed_at IS NULL AND given_up_at IS NULL
			UNION SELECT e.root_uid FROM erasure_removal r JOIN erasure e ON e.id = r.erasure_id
			WHERE r.sync_id = ${syncId} AND r.confirmed_at IS NULL AND r.given_up_at IS NULL AND r.identifiers > 0
		) owed WHERE NOT EXISTS (SELECT 1 FROM delivery_owner o WHERE o.sync_id = ${syncId} AND o.uid = owed.uid)`;
	const reasons = await tx.$queryRaw<{ reason: string; people: bigint }[]>`
		SELECT coalesce(k.reason, ${noReason}) AS reason, count(DISTINCT o.uid) AS people
		FROM delivery_key k JOIN delivery_owner o ON o.sync_id = k.sync_id AND o.key_hash = k.key_hash
		WHERE k.sync_id = ${syncId} AND k.held_back AND k.state = 'rejected' AND k.is_desired AND o.is_desired GROUP BY 1 ORDER BY people DESC, 1`;
	const stored = await tx.sync.findUniqueOrThrow({
		where: { id: syncId },
		select: { totals: true, vaultSeenAt: true, segment: { select: { asOf: true } } },
	});
	const [answered] = await tx.$queryRaw<{ at: Date | null }[]>`
		SELECT max(q.answered_at) AS at FROM sync_request q JOIN sync_run r ON r.id = q.run_id
		WHERE r.sync_id = ${syncId} AND q.status = 'answered'
			AND r.id IN (SELECT id FROM sync_run WHERE sync_id = ${syncId} ORDER BY created_at DESC LIMIT 50)`;
	const before = readTotals(stored.totals);
	const { vaultSeenAt: plannedAt, segment } = stored;
	// A segment refreshed after the plan was made is not what is being delivered.
	const isOfPlan = segment.asOf !== null && (plannedAt === null || segment.asOf <= plannedAt);
	const planned = isPlanned ? (dataAsOf ?? (isOfPlan ? segment.asOf : null)) : null;
	const count = (value: bigint | undefined): number => Number(value ?? 0);
	const carrying = count(row?.carrying);
	const leftOut = count(row?.unmapped);
	// Neither there nor on their way: their fields cannot be sent, they have no identifier, or they are not planned yet.
	const missing = desired === null ? leftOut + (before?.noIdentifier ?? 0) : Math.max(0, desired - carrying);
	const unmapped = Math.min(missing, leftOut);
	const rest = missing - unmapped;
	const noIdentifier = isPlanned ? rest : Math.min(rest, before?.noIdentifier ?? 0);
	const waiting = count(row?.waiting) + rest - noIdentifier;
	return {
		at: now.toISOString(),
		desired: carrying + missing,
		delivered: count(row?.delivered),
		unanswered: count(row?.unanswered),
		waiting,
		rejected: count(row?.rejected),
		shared: count(row?.shared),
		unmapped,
		noIdentifier,
		leaving: count(row?.leaving) + count(owed?.people),
		waitingSince: waiting === 0 ? null : (before?.waitingSince ?? now.toISOString()),
		reasons: reasons.slice(0, maxReasons).map(({ reason, people }) => ({ reason, people: Number(people) })),
		otherReasons: Math.max(0, reasons.length - maxReasons),
		dataAsOf: planned?.toISOString() ?? before?.dataAsOf ?? null,
		plannedAt: plannedAt?.toISOString() ?? null,
		deliveredAt: answered?.at?.toISOString() ?? before?.deliveredAt ?? null,
	};
}

/** People whose fields cannot be sent, as of the last plan. */
export async function countUnmapped(tx: Pick<Transaction, "$queryRaw">, syncId: string): Promise<number> {
	const [row] = await tx.$queryRaw<{ people: bigint }[]>`
		SELECT count(DISTINCT uid) AS people FROM delivery_owner WHERE sync_id = ${syncId} AND reason = 'unmapped'`;
	return Number(row?.people ?? 0);
}

/** Counts and stores them, so that pages read one row. */
export async function storeTotals(
	db: Pick<Database, "$transaction" | "sync">,
	given: CountGiven,
): Promise<SyncTotals> {
	const totals = await readWhole(db, (tx) => countTotals(tx, given));
	await db.sync.update({ where: { id: given.syncId }, data: { totals } });
	return totals;
}
