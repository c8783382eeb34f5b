import { giveWay } from "@/lib/kernel/give-way";
import { bulkRead } from "@/lib/platform/postgres/bulk-read";
import { Prisma } from "@/lib/platform/postgres/generated/client";
import { listed } from "@/lib/platform/postgres/listed";
import { unseal } from "@/lib/platform/secrets/keyring";
import type { PersonalField } from "@/lib/profiles/personal-fields";
import type { Context } from "@/lib/workspaces/server/context";

export type ContactKind = PersonalField | "user_id" | "anonymous_id";
export type Contact = Partial<Record<ContactKind, string>>;

/** So many values are opened before others have their turn. */
const usualStretch = 500;

type Row = [rootUid: number, kind: ContactKind, sealed: Uint8Array | null];

/**
 * Contact data of people, in the clear, only for sending or showing; by root uid. Of a merged person's values
 * the last statement counts, including a removal; of several user ids the first. People without any of the
 * kinds are left out. Callers check the right to see people (`people.read`) or the gates of a sync first.
 * Request in batches of some thousands.
 *
 * Each person is one look in an index (OFFSET 0 keeps it so): right after a large import Postgres believes that
 * comparing all with all costs the same.
 */
export async function readContact(
	ctx: Pick<Context, "workspace">,
	uids: readonly number[],
	kinds: readonly ContactKind[],
): Promise<Map<number, Contact>> {
	const contacts = new Map<number, Contact>();
	if (uids.length === 0 || kinds.length === 0) return contacts;
	const ws = ctx.workspace.number;
	const rows = await bulkRead<Row>(Prisma.sql`
		WITH person AS (
			SELECT uid, root_uid FROM profile
			WHERE workspace_number = ${ws} AND root_uid = ANY(${listed(uids)}::int[]) AND erased_at IS NULL)
		(SELECT DISTINCT ON (p.root_uid, v.field) p.root_uid, v.field AS kind, v.value_encrypted
			FROM person p CROSS JOIN LATERAL (SELECT * FROM vault_value
				WHERE workspace_number = ${ws} AND uid = p.uid AND field = ANY(${[...kinds]}::text[]) OFFSET 0) v
			ORDER BY p.root_uid, v.field, v.valid_from DESC, v.recorded_at DESC, v.seq DESC, v.uid)
		UNION ALL
		(SELECT DISTINCT ON (p.root_uid, i.kind) p.root_uid, i.kind, i.value_encrypted
			FROM person p CROSS JOIN LATERAL (SELECT * FROM identifier
				WHERE workspace_number = ${ws} AND uid = p.uid OFFSET 0) i
			WHERE i.kind = ANY(${kinds.filter((kind) => kind === "user_id" || kind === "anonymous_id")}::text[])
			ORDER BY p.root_uid, i.kind, i.created_at, i.value_hash)`);
	for (const [index, [rootUid, kind, sealed]] of rows.entries()) {
		if (index % usualStretch === usualStretch - 1) await giveWay();
		if (sealed === null) continue;
		const contact = contacts.get(rootUid) ?? {};
		contact[kind] = unseal(sealed);
		contacts.set(rootUid, contact);
	}
	return contacts;
}
