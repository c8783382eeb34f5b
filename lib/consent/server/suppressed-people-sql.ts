import type { ConsentPurpose } from "@/lib/consent/purposes";
import { Prisma } from "@/lib/platform/postgres/generated/client";

/**
 * Rows (uid) of root people who must not be sent for a purpose: one of their identifiers is suppressed for it,
 * or for all. A bounce is about an address: it counts only while the address is the person's latest. What
 * people said (an unsubscribe, a complaint) or someone decided by hand follows everyone who ever was known by
 * the identifier, under any of the ids merged into them. With `among`, only of these root people.
 */
export function suppressedPeopleSql(
	ws: number,
	purpose: ConsentPurpose,
	among?: readonly number[],
): Prisma.Sql {
	const only = among ? Prisma.sql`AND p.root_uid = ANY(${[...among]}::int[])` : Prisma.empty;
	return Prisma.sql`
		SELECT DISTINCT p.root_uid AS uid FROM suppression s
			JOIN vault_value v ON v.workspace_number = s.workspace_number AND v.field = s.kind AND v.value_hash = s.value_hash
			JOIN profile p ON p.workspace_number = v.workspace_number AND p.uid = v.uid
			WHERE s.workspace_number = ${ws} AND s.purpose IN ('', ${purpose}) AND p.erased_at IS NULL ${only}
				AND (s.reason <> 'bounce' OR NOT EXISTS (
					SELECT 1 FROM profile q
						JOIN vault_value later ON later.workspace_number = q.workspace_number AND later.uid = q.uid AND later.field = v.field
						WHERE q.workspace_number = ${ws} AND q.root_uid = p.root_uid
							AND (later.valid_from, later.recorded_at, later.seq, -later.uid) > (v.valid_from, v.recorded_at, v.seq, -v.uid)))
		UNION
		SELECT DISTINCT p.root_uid FROM suppression s
			JOIN identifier i ON i.workspace_number = s.workspace_number AND i.kind = s.kind AND i.value_hash = s.identifier_hash
			JOIN profile p ON p.workspace_number = i.workspace_number AND p.uid = i.uid
			WHERE s.workspace_number = ${ws} AND (s.kind = 'user_id' OR s.reason <> 'bounce') AND s.purpose IN ('', ${purpose}) AND p.erased_at IS NULL ${only}`;
}
