import type { Database, Transaction } from "@/lib/platform/postgres/database";

/**
 * The people that numbers belong to today: each number merged with one of these, including itself, with that
 * person's root. Erased people are included; numbers that were never assigned are not.
 */
export async function readRoots(
	db: Database | Transaction,
	ws: number,
	uids: Iterable<number>,
): Promise<Map<number, number>> {
	const wanted = [...new Set(uids)];
	if (wanted.length === 0) return new Map();
	const rows = await db.$queryRaw<{ uid: number; root: number }[]>`
		SELECT uid, root_uid AS root FROM profile
		WHERE workspace_number = ${ws} AND root_uid IN (
			SELECT root_uid FROM profile WHERE workspace_number = ${ws} AND uid = ANY(${wanted}::int[]))`;
	return new Map(rows.map(({ uid, root }) => [uid, root]));
}
