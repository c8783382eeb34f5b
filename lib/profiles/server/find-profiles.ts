import { identifierKinds, normalizeIdentifier } from "@/lib/identity/identifier";
import { normalizePhone } from "@/lib/identity/normalize-phone";
import { plainText } from "@/lib/identity/plain-text";
import { anyOf } from "@/lib/platform/postgres/any-of";
import { keyedHash } from "@/lib/platform/secrets/keyring";
import type { ProfileSummary } from "@/lib/profiles/api";
import type { PersonalField } from "@/lib/profiles/personal-fields";
import { vaultHash } from "@/lib/profiles/server/store-personal";
import { summarizePeople } from "@/lib/profiles/server/summarize-people";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const limit = 50;

function hex(bytes: Uint8Array): string {
	return Buffer.from(bytes).toString("hex");
}

/** The ways people write the same name: as typed, in small letters, with capitals. */
function spellings(text: string): string[] {
	const capital = text.toLowerCase().replace(/(^|[\s'-])\p{L}/gu, (letter) => letter.toUpperCase());
	return [...new Set([text, text.toLowerCase(), text.toUpperCase(), capital])];
}

/** People whose identifier, phone or name is exactly `q`, newest first. "First Last" finds people who have both. */
export async function findProfiles(ctx: Context, input: { q: string }): Promise<ProfileSummary[]> {
	allow(ctx, "people.read");
	const people = await ctx.db.profile.findMany({
		where: {
			workspaceNumber: ctx.workspace.number,
			uid: { in: await findExactly(ctx, input.q) },
			erasedAt: null,
		},
		orderBy: { uid: "desc" },
	});
	return await summarizePeople(ctx, people);
}

/** Numbers of those people, at most fifty: values are stored encrypted, so keyed hashes are compared. */
export async function findExactly(ctx: Context, text: string): Promise<number[]> {
	allow(ctx, "people.read");
	const q = plainText(text).slice(0, 320);
	if (q === "") return [];
	const ws = ctx.workspace.number;
	const identifiers = identifierKinds.flatMap((kind) => {
		const value = normalizeIdentifier(kind, q);
		return value === null ? [] : [{ kind, hash: hex(keyedHash(value, `identifier:${kind}`)) }];
	});
	const vault: { field: PersonalField; hash: string }[] = [];
	const add = (field: PersonalField, value: string) =>
		vault.push({ field, hash: hex(vaultHash(field, value)) });
	for (const spelling of spellings(q)) {
		for (const field of ["email", "name", "first_name", "last_name", "username"] as const)
			add(field, spelling);
	}
	const phone = normalizePhone(q);
	for (const value of new Set([q, phone?.e164].filter((one) => one !== undefined))) add("phone", value);

	// A hash is made with its kind or field: it equals none of another.
	const found = await ctx.db.$queryRaw<{ root: number }[]>`
		SELECT DISTINCT root_uid AS root FROM profile WHERE workspace_number = ${ws} AND uid = ANY(ARRAY(
			SELECT uid FROM identifier WHERE workspace_number = ${ws}
				AND kind = ANY(${identifiers.map(({ kind }) => kind)}::text[])
				AND value_hash = ${anyOf(identifiers.map(({ hash }) => hash))}
			UNION
			SELECT uid FROM vault_value WHERE workspace_number = ${ws}
				AND field = ANY(${[...new Set(vault.map(({ field }) => field))]}::text[])
				AND value_hash = ${anyOf(vault.map(({ hash }) => hash))})) LIMIT ${limit}`;
	const roots = new Set(found.map(({ root }) => root));
	for (const root of await findByFullName(ctx, q)) roots.add(root);
	return [...roots].slice(0, limit);
}

async function findByFullName(ctx: Context, q: string): Promise<number[]> {
	const [first, ...rest] = q.split(/\s+/);
	if (!first || rest.length === 0) return [];
	const ws = ctx.workspace.number;
	const firsts = spellings(first).map((name) => hex(vaultHash("first_name", name)));
	const lasts = spellings(rest.join(" ")).map((name) => hex(vaultHash("last_name", name)));
	const rows = await ctx.db.$queryRaw<{ root: number }[]>`
		SELECT DISTINCT root_uid AS root FROM profile WHERE workspace_number = ${ws} AND uid = ANY(ARRAY(
			SELECT uid FROM vault_value WHERE workspace_number = ${ws} AND field = 'first_name' AND value_hash = ${anyOf(firsts)}
			INTERSECT
			SELECT uid FROM vault_value WHERE workspace_number = ${ws} AND field = 'last_name' AND value_hash = ${anyOf(lasts)}))
		LIMIT ${limit}`;
	return rows.map(({ root }) => root);
}
