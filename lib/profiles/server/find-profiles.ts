import { identifierKinds, normalizeIdentifier } from "@/lib/identity/identifier";
import { normalizePhone } from "@/lib/identity/normalize-phone";
import { plainText } from "@/lib/identity/plain-text";
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

	const found = await ctx.db.$queryRaw<{ root: number }[]>`
		SELECT DISTINCT p.root_uid AS root FROM profile p JOIN (
			SELECT i.uid FROM unnest(${identifiers.map((one) => one.kind)}::text[], ${identifiers.map((one) => one.hash)}::text[]) AS k(kind, hash)
			JOIN identifier i ON i.workspace_number = ${ws} AND i.kind = k.kind AND i.value_hash = decode(k.hash, 'hex')
			UNION
			SELECT v.uid FROM unnest(${vault.map((one) => one.field)}::text[], ${vault.map((one) => one.hash)}::text[]) AS k(field, hash)
			JOIN vault_value v ON v.workspace_number = ${ws} AND v.field = k.field AND v.value_hash = decode(k.hash, 'hex')
		) hit ON hit.uid = p.uid
		WHERE p.workspace_number = ${ws} LIMIT ${limit}`;
	const roots = new Set(found.map(({ root }) => root));
	for (const root of await findByFullName(ctx, q)) roots.add(root);
	return [...roots].slice(0, limit);
}

async function findByFullName(ctx: Context, q: string): Promise<number[]> {
	const [first, ...rest] = q.split(/\s+/);
	if (!first || rest.length === 0) return [];
	const firsts = spellings(first).map((name) => hex(vaultHash("first_name", name)));
	const lasts = spellings(rest.join(" ")).map((name) => hex(vaultHash("last_name", name)));
	const rows = await ctx.db.$queryRaw<{ root: number }[]>`
		SELECT DISTINCT p.root_uid AS root
		FROM vault_value f
		JOIN vault_value l ON l.workspace_number = f.workspace_number AND l.uid = f.uid AND l.field = 'last_name'
			AND l.value_hash IN (SELECT decode(h, 'hex') FROM unnest(${lasts}::text[]) AS h)
		JOIN profile p ON p.workspace_number = f.workspace_number AND p.uid = f.uid
		WHERE f.workspace_number = ${ctx.workspace.number} AND f.field = 'first_name'
			AND f.value_hash IN (SELECT decode(h, 'hex') FROM unnest(${firsts}::text[]) AS h)
		LIMIT ${limit}`;
	return rows.map(({ root }) => root);
}
