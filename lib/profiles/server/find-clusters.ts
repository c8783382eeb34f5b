import type { Identifier } from "@/lib/identity/identifier";
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
	const owned = await db.$queryRaw<{ place: number }[]>`
		SELECT k.place::int AS place FROM unnest(${kinds}::text[], ${hashes}::text[]) WITH ORDINALITY AS k(kind, hash, place)
		JOIN identifier i ON i.workspace_number = ${ws} AND i.kind = k.kind AND i.value_hash = decode(k.hash, 'hex')`;
	const rows = await db.$queryRaw<{ uid: number; root: number }[]>`
		SELECT p.uid, p.root_uid AS root FROM profile p
		WHERE p.workspace_number = ${ws} AND p.root_uid IN (
			SELECT owner.root_uid FROM unnest(${kinds}::text[], ${hashes}::text[]) AS k(kind, hash)
			JOIN identifier i ON i.workspace_number = ${ws} AND i.kind = k.kind AND i.value_hash = decode(k.hash, 'hex')
			JOIN profile owner ON owner.workspace_number = ${ws} AND owner.uid = i.uid)`;
	return {
		personOf: new Map(rows.map(({ uid, root }) => [uid, root])),
		found: owned.flatMap(({ place }) => distinct[place - 1] ?? []),
	};
}
