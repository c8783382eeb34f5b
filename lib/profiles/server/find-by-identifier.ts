import { normalizeIdentifier } from "@/lib/identity/identifier";
import { AppError } from "@/lib/kernel/app-error";
import { keyedHash } from "@/lib/platform/secrets/keyring";
import { vaultHash } from "@/lib/profiles/server/store-personal";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

function hex(bytes: Uint8Array): string {
	return Buffer.from(bytes).toString("hex");
}

/** The number of the person who has this user id or email, after merges; null where no one living has it. */
export async function findByIdentifier(
	ctx: Context,
	by: { externalId?: string | undefined; email?: string | undefined },
): Promise<number | null> {
	allow(ctx, "people.read");
	const kind = by.email === undefined ? "user_id" : "email";
	const value = normalizeIdentifier(kind, by.email ?? by.externalId ?? "");
	if (value === null) return null;
	const ws = ctx.workspace.number;
	// An email that identifies no one, because too many have it, is still in the vault.
	const inVault = kind === "email" ? hex(vaultHash("email", value)) : "";
	const found = await ctx.db.$queryRaw<{ root: number }[]>`
		SELECT DISTINCT root.uid AS root FROM (
			SELECT uid FROM identifier WHERE workspace_number = ${ws} AND kind = ${kind}
				AND value_hash = decode(${hex(keyedHash(value, `identifier:${kind}`))}, 'hex')
			UNION
			SELECT uid FROM vault_value WHERE workspace_number = ${ws} AND field = 'email'
				AND value_hash = decode(${inVault}, 'hex')
		) hit
		JOIN profile p ON p.workspace_number = ${ws} AND p.uid = hit.uid
		JOIN profile root ON root.workspace_number = ${ws} AND root.uid = p.root_uid
		WHERE root.erased_at IS NULL LIMIT 2`;
	if (found.length > 1)
		throw new AppError("conflict", "Several people have this email. Name the person by their user id.");
	return found[0]?.root ?? null;
}
