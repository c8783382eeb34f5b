import type { Identifier } from "@/lib/identity/identifier";
import { anyOf } from "@/lib/platform/postgres/any-of";
import type { Database } from "@/lib/platform/postgres/database";
import { keyedHash } from "@/lib/platform/secrets/keyring";

/**
 * Everyone whom some identifiers belong to, with all numbers merged into them: each number's person; and
 * which of the identifiers are known. No one is created.
 */
export async function findClusters(
	db: Database,
	ws: number,
	identifiers: readonly Identifier[],
): Promise<{ personOf: Map<number, number>; found: Identifier[] }> {
	const distinct = [...new Map(identifiers.map((one) => [`${one.kind} ${one.value}`, one])).values()];
	const kinds = distinct.map(({ kind }) => kind);
	const hashes = distinct.map(({ kind, value }) =>
		Buffer.from(keyedHash(value, `identifier:${kind}`)).toString("hex"),
	);
	// A hash is of one kind only: kinds and hashes need no pairing.
	const owned = await db.$queryRaw<{ hash: string; uid: number }[]>`
		SELECT encode(value_hash, 'hex') AS hash, uid FROM identifier
		WHERE workspace_number = ${ws} AND kind = ANY(${[...new Set(kinds)]}::text[]) AND value_hash = ${anyOf(hashes)}`;
	const rows = await db.$queryRaw<{ uid: number; root: number }[]>`
		SELECT uid, root_uid AS root FROM profile
		WHERE workspace_number = ${ws} AND root_uid = ANY(ARRAY(SELECT DISTINCT root_uid FROM profile
			WHERE workspace_number = ${ws} AND uid = ANY(${[...new Set(owned.map(({ uid }) => uid))]}::int[])))`;
	const known = new Set(owned.map(({ hash }) => hash));
	return {
		personOf: new Map(rows.map(({ uid, root }) => [uid, root])),
		found: distinct.filter((_one, place) => known.has(hashes[place] ?? "")),
	};
}
