import type { IdentifierKind } from "@/lib/identity/identifier";
import { keyedHash } from "@/lib/platform/secrets/keyring";
import type { Context } from "@/lib/workspaces/server/context";

/** The person's number for each identifier, in order; null when no known person has it. No one is created. */
export async function matchIdentifiers(
	ctx: Context,
	kind: IdentifierKind,
	values: readonly string[],
): Promise<(number | null)[]> {
	const hashes = values.map((value) => Buffer.from(keyedHash(value, `identifier:${kind}`)).toString("hex"));
	const rows = await ctx.db.$queryRaw<{ hash: string; uid: number }[]>`
		SELECT k.hash, i.uid FROM unnest(${[...new Set(hashes)]}::text[]) AS k(hash)
		JOIN identifier i ON i.workspace_number = ${ctx.workspace.number} AND i.kind = ${kind}
			AND i.value_hash = decode(k.hash, 'hex')`;
	const uids = new Map(rows.map(({ hash, uid }) => [hash, uid]));
	return hashes.map((hash) => uids.get(hash) ?? null);
}
