import { Prisma } from "@/lib/platform/postgres/generated/client";
import type { LedgerPolicy } from "@/lib/syncs/ledger";

/** Due at once, as `dueAt` says it for a key without a delay. */
export const dueAtOnce = Prisma.sql`to_timestamp(0)`;

/**
 * The columns of `delivery_key k` when its desired state becomes `n.is_desired`, which it was not: `setDesired`
 * and `dueAt` in SQL. A db test asserts that they agree.
 */
export function flippedColumns({
	settleMs,
	renewAheadMs,
}: Pick<LedgerPolicy, "settleMs" | "renewAheadMs">): Prisma.Sql {
	const settledAt = Prisma.sql`k.since + ${settleMs} * interval '1 millisecond'`;
	return Prisma.sql`is_desired = n.is_desired, occurrence = nextval('delivery_occurrence'),
		state = CASE WHEN k.state = 'rejected' THEN 'absent' ELSE k.state END,
		reason = CASE WHEN k.state IN ('present', 'accepted', 'absent', 'rejected') THEN NULL ELSE k.reason END,
		retry_at = CASE WHEN k.state IN ('present', 'accepted', 'absent', 'rejected') THEN NULL
			WHEN k.state = 'unknown' AND k.retry_at > ${settledAt} THEN ${settledAt} ELSE k.retry_at END,
		due_at = CASE
			WHEN k.state IN ('adding', 'removing') THEN k.due_at
			WHEN k.state = 'unknown' THEN CASE WHEN k.retry_at IS NULL THEN ${dueAtOnce} ELSE least(k.retry_at, ${settledAt}) END
			WHEN k.state IN ('absent', 'rejected') THEN CASE WHEN n.is_desired THEN ${dueAtOnce} END
			WHEN NOT n.is_desired OR k.desired_version IS DISTINCT FROM k.sent_version THEN ${dueAtOnce}
			WHEN k.expires_at IS NULL THEN NULL
			ELSE greatest(k.expires_at - ${renewAheadMs}::float8 * interval '1 millisecond', ${dueAtOnce}) END`;
}
