import { consentPurpose } from "@/lib/consent/purposes";
import { type PersonSuppression, suppressedKind, suppressionReason } from "@/lib/consent/suppressions";
import type { Context } from "@/lib/workspaces/server/context";

type Row = {
	kind: string;
	purpose: string;
	reason: string;
	hint: string;
	by: string;
	at: Date;
	isInEffect: boolean;
};

/**
 * What keeps one person, of all of these numbers, from being sent, newest first. A bounce is in effect while the address is
 * the person's latest; what they said or someone decided, whatever the address (`suppressedPeopleSql`).
 */
export async function listPersonSuppressions(
	{ db, workspace }: Pick<Context, "db" | "workspace">,
	uids: readonly number[],
): Promise<PersonSuppression[]> {
	const ws = workspace.number;
	const people = [...uids];
	const rows = await db.$queryRaw<Row[]>`
		SELECT s.kind, s.purpose, s.reason, s.hint, s.added_by_name AS by, s.created_at AS at,
			(s.reason <> 'bounce' OR s.kind = 'user_id' OR coalesce(s.value_hash = (
				SELECT v.value_hash FROM vault_value v WHERE v.workspace_number = ${ws} AND v.uid = ANY(${people}::int[]) AND v.field = s.kind
				ORDER BY v.valid_from DESC, v.recorded_at DESC, v.seq DESC, v.uid LIMIT 1), false)) AS "isInEffect"
		FROM suppression s WHERE s.workspace_number = ${ws}
			AND (EXISTS (SELECT 1 FROM vault_value v WHERE v.workspace_number = ${ws} AND v.uid = ANY(${people}::int[])
					AND v.field = s.kind AND v.value_hash = s.value_hash)
				OR EXISTS (SELECT 1 FROM identifier i WHERE i.workspace_number = ${ws} AND i.uid = ANY(${people}::int[])
					AND i.kind = s.kind AND i.value_hash = s.identifier_hash))
		ORDER BY s.created_at DESC, s.id DESC LIMIT 100`;
	return rows.map(({ at, ...row }) => ({
		...row,
		kind: suppressedKind.parse(row.kind),
		purpose: row.purpose === "" ? null : consentPurpose.parse(row.purpose),
		reason: suppressionReason.parse(row.reason),
		at: at.toISOString(),
	}));
}
