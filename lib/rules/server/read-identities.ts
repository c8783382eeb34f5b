import type { Cluster } from "@/lib/rules/evaluate/person-history";
import type { Context } from "@/lib/workspaces/server/context";

type Identity = { uids: number[]; createdAt: number; isErased: boolean };
type Identities = { rootOf: Map<number, number>; people: Map<number, Identity> };

/** The roots among some people, as they were read, who have the same numbers, the same first day and are no more erased. */
export async function findSame(ctx: Context, people: readonly Cluster[]): Promise<Set<number>> {
	if (people.length === 0) return new Set();
	const now = await readIdentities(
		ctx,
		people.map(({ uid }) => uid),
	);
	const isSame = ({ uid, uids, createdAt, isErased }: Cluster) => {
		const one = now.people.get(uid);
		if (!one || one.createdAt !== createdAt || one.isErased !== isErased) return false;
		return one.uids.length === uids.length && uids.every((number) => now.rootOf.get(number) === uid);
	};
	return new Set(people.filter(isSame).map(({ uid }) => uid));
}

/** Everyone who is one person with one of these, and since when that person is known. */
export async function readIdentities(ctx: Context, uids: readonly number[]): Promise<Identities> {
	const rows = await ctx.db.$queryRaw<{ uid: number; root: number; created: Date; erased: Date | null }[]>`
		SELECT uid, root_uid AS root, effective_at AS created, erased_at AS erased FROM profile
		WHERE workspace_number = ${ctx.workspace.number} AND root_uid IN (
			SELECT root_uid FROM profile WHERE workspace_number = ${ctx.workspace.number} AND uid = ANY(${uids}::int[]))`;
	const cluster: Identities = { rootOf: new Map(), people: new Map() };
	for (const { uid, root, created, erased } of rows) {
		cluster.rootOf.set(uid, root);
		const known = cluster.people.get(root);
		cluster.people.set(root, {
			uids: [...(known?.uids ?? []), uid],
			createdAt: Math.min(created.getTime(), known?.createdAt ?? Number.POSITIVE_INFINITY),
			isErased: (known?.isErased ?? false) || (uid === root && erased !== null),
		});
	}
	return cluster;
}
