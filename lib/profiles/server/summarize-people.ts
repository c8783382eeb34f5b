import { unseal } from "@/lib/platform/secrets/keyring";
import type { ProfileSummary } from "@/lib/profiles/api";
import type { Context } from "@/lib/workspaces/server/context";

type Person = { uid: number; isKnown: boolean };

const shown = ["name", "first_name", "last_name", "email"];

/** What a list shows of people: their names unsealed, each person with all numbers merged into it. */
export async function summarizePeople(ctx: Context, people: readonly Person[]): Promise<ProfileSummary[]> {
	if (people.length === 0) return [];
	const ws = ctx.workspace.number;
	const roots = people.map(({ uid }) => uid);
	const [firstSeen, vault, identifiers] = await Promise.all([
		ctx.db.profile.groupBy({
			by: ["rootUid"],
			where: { workspaceNumber: ws, rootUid: { in: roots } },
			_min: { effectiveAt: true },
		}),
		ctx.db.$queryRaw<{ root: number; field: string; sealed: Uint8Array | null }[]>`
			SELECT DISTINCT ON (p.root_uid, v.field) p.root_uid AS root, v.field, v.value_encrypted AS sealed
			FROM profile p JOIN vault_value v ON v.workspace_number = p.workspace_number AND v.uid = p.uid
			WHERE p.workspace_number = ${ws} AND p.root_uid = ANY(${roots}::int[]) AND v.field = ANY(${shown}::text[])
			ORDER BY p.root_uid, v.field, v.valid_from DESC, v.recorded_at DESC, v.seq DESC, v.uid`,
		ctx.db.$queryRaw<{ root: number; kind: string; sealed: Uint8Array }[]>`
			SELECT DISTINCT ON (p.root_uid, i.kind) p.root_uid AS root, i.kind, i.value_encrypted AS sealed
			FROM profile p JOIN identifier i ON i.workspace_number = p.workspace_number AND i.uid = p.uid
			WHERE p.workspace_number = ${ws} AND p.root_uid = ANY(${roots}::int[]) AND i.kind IN ('user_id', 'email')
			ORDER BY p.root_uid, i.kind, i.created_at`,
	]);
	// Null is a removed value: the address a person was once known by must not replace it.
	const fields = new Map<string, string | null>();
	for (const row of vault) fields.set(`${row.root}:${row.field}`, row.sealed && unseal(row.sealed));
	for (const row of identifiers) {
		const key = row.kind === "user_id" ? `${row.root}:user_id` : `${row.root}:email`;
		if (!fields.has(key)) fields.set(key, unseal(row.sealed));
	}
	const seen = new Map(firstSeen.map((row) => [row.rootUid, row._min.effectiveAt]));
	return people.map(({ uid, isKnown }) => {
		const field = (name: string) => fields.get(`${uid}:${name}`) ?? null;
		const parts = [field("first_name"), field("last_name")].filter(Boolean).join(" ");
		return {
			uid,
			isKnown,
			name: field("name") ?? (parts === "" ? null : parts),
			email: field("email"),
			userId: field("user_id"),
			firstSeenAt: (seen.get(uid) ?? ctx.now).toISOString(),
		};
	});
}
