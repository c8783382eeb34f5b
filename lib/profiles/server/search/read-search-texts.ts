import type { Transaction } from "@/lib/platform/postgres/database";
import { unseal } from "@/lib/platform/secrets/keyring";
import { digitsOf, searchTextOf } from "@/lib/profiles/search-text";

/** Also in the migration's triggers. */
const fields = ["email", "phone", "name", "first_name", "last_name", "username"];
const kinds = ["user_id", "email"];

/** The current search texts of numbers of people; numbers without any are left out. */
export async function readSearchTexts(
	db: Pick<Transaction, "$queryRaw">,
	ws: number,
	uids: readonly number[],
): Promise<Map<number, string>> {
	if (uids.length === 0) return new Map();
	const rows = await db.$queryRaw<{ uid: number; kind: string; sealed: Uint8Array }[]>`
		SELECT uid, field AS kind, value_encrypted AS sealed FROM vault_value
		WHERE workspace_number = ${ws} AND uid = ANY(${[...uids]}::int[]) AND field = ANY(${fields}::text[])
			AND value_encrypted IS NOT NULL
		UNION ALL
		SELECT uid, kind, value_encrypted FROM identifier
		WHERE workspace_number = ${ws} AND uid = ANY(${[...uids]}::int[]) AND kind = ANY(${kinds}::text[])`;
	const values = new Map<number, string[]>();
	for (const { uid, kind, sealed } of rows) {
		const value = unseal(sealed);
		const held = values.get(uid) ?? [];
		held.push(kind === "phone" ? digitsOf(value) : value);
		values.set(uid, held);
	}
	return new Map([...values].map(([uid, held]) => [uid, searchTextOf(held)]));
}
