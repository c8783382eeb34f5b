import type { IdentifierKind } from "@/lib/identity/identifier";
import { anyOf } from "@/lib/platform/postgres/any-of";
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
		SELECT encode(value_hash, 'hex') AS hash, uid FROM identifier
		WHERE workspace_number = ${ctx.workspace.number} AND kind = ${kind} AND value_hash = ${anyOf([...new Set(hashes)])}`;
	const uids = new Map(rows.map(({ hash, uid }) => [hash, uid]));
	return hashes.map((hash) => uids.get(hash) ?? null);
}
