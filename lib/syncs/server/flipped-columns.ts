import { Prisma } from "@/lib/platform/postgres/generated/client";
import type { LedgerPolicy } from "@/lib/syncs/ledger";

/**
 * The columns of `delivery_key k` when its desired state becomes `n.is_desired`, which it was not: `setDesired`
 * in SQL. A db test asserts that they agree.
 */
export function flippedColumns({ settleMs }: Pick<LedgerPolicy, "settleMs">): Prisma.Sql {
	const settledAt = Prisma.sql`k.since + ${settleMs} * interval '1 millisecond'`;
	return Prisma.sql`is_desired = n.is_desired,
		state = CASE WHEN k.state = 'rejected' THEN 'absent' ELSE k.state END,
		reason = CASE WHEN k.state IN ('present', 'accepted', 'absent', 'rejected') THEN NULL ELSE k.reason END,
		retry_at = CASE WHEN k.state IN ('present', 'accepted', 'absent', 'rejected') THEN NULL
			WHEN k.state = 'unknown' AND k.retry_at > ${settledAt} THEN ${settledAt} ELSE k.retry_at END`;
}
