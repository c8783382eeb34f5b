import type { OwedRemovals } from "@/lib/destinations/owed-removals";
import type { Transaction } from "@/lib/platform/postgres/database";

/** Who is still to be removed from a destination because they are erased, or may no longer be sent; archived syncs included. */
export async function readOwedRemovals(
	db: Pick<Transaction, "$queryRaw">,
	destinationId: string,
): Promise<OwedRemovals> {
	const [owed] = await db.$queryRaw<OwedRemovals[]>`
		SELECT count(DISTINCT uid)::int AS people, count(DISTINCT uid) FILTER (WHERE is_erased)::int AS erased,
			count(DISTINCT uid) FILTER (WHERE NOT is_erased)::int AS withdrawn
		FROM (SELECT e.root_uid AS uid, true AS is_erased
			FROM erasure_removal r JOIN sync s ON s.id = r.sync_id JOIN erasure e ON e.id = r.erasure_id
			WHERE s.destination_id = ${destinationId} AND r.confirmed_at IS NULL AND r.given_up_at IS NULL
			UNION SELECT r.uid, false FROM withdrawal_removal r JOIN sync s ON s.id = r.sync_id
			WHERE s.destination_id = ${destinationId} AND r.confirmed_at IS NULL AND r.given_up_at IS NULL) owed`;
	return owed ?? { people: 0, erased: 0, withdrawn: 0 };
}
