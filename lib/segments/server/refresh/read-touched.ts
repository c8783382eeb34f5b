import type { Cluster } from "@/lib/rules/evaluate/person-history";
import type { Needs } from "@/lib/rules/needs";
import { findSame } from "@/lib/rules/server/read-identities";
import { readPeople } from "@/lib/rules/server/read-people";
import { readMembersAmong } from "@/lib/segments/server/read-members-among";
import type { Known } from "@/lib/segments/server/refresh/known-people";
import type { Live } from "@/lib/segments/server/refresh/live-segments";
import type { Context } from "@/lib/workspaces/server/context";

type TouchedScope = {
	uids: readonly number[];
	soon: () => ReadonlySet<number>;
	known: ReadonlyMap<number, Known>;
	/** No rule is evaluated for them at an earlier instant. */
	askedFrom: number;
};

/**
 * What is known of some people, and which of these segments serve them: by each of their numbers. Only those are read who
 * are not known already, or who are not the person any more that they were; and with them those whom time passes soon,
 * who are in the answer too. Numbers that do not exist are left out.
 */
export async function readTouched(
	ctx: Context,
	live: readonly Live[],
	needs: Needs,
	{ uids, soon, known, askedFrom }: TouchedScope,
): Promise<Map<number, Known>> {
	const kept = new Set(uids.flatMap((uid) => known.get(uid) ?? []));
	const same = await findSame(
		ctx,
		[...kept].map(({ history }) => history),
	);
	const touched = new Map<number, Known>();
	for (const one of kept) {
		if (!same.has(one.history.uid)) continue;
		for (const number of one.history.uids) touched.set(number, one);
	}
	const missing = uids.filter((uid) => !touched.has(uid));
	const requested = new Set(uids);
	const along = missing.length > 0 ? [...soon()].filter((uid) => !requested.has(uid) && !known.has(uid)) : [];
	const read =
		missing.length > 0
			? await readPeople(ctx, [...missing, ...along], needs, askedFrom)
			: new Map<number, Cluster>();
	const numbers = [...read.values()].flatMap((person) => person.uids);
	const membersOf = await readMembers(ctx, live, numbers);
	for (const history of read.values()) {
		const one: Known = { history, membersOf };
		for (const number of history.uids) touched.set(number, one);
	}
	return touched;
}

/** Which segments serve each of these numbers now. */
async function readMembers(
	ctx: Context,
	live: readonly Live[],
	uids: readonly number[],
): Promise<Map<number, Set<string>>> {
	const membersOf = new Map(uids.map((uid) => [uid, new Set<string>()]));
	if (uids.length === 0) return membersOf;
	const served = live.map(({ pointer }) => pointer);
	const members = await readMembersAmong(ctx.warehouse, { ws: ctx.workspace.number, served, uids });
	if (live.some(({ segment }) => !members.has(segment.id)))
		throw new Error("A segment is served that was never built");
	for (const [segment, held] of members) for (const uid of held) membersOf.get(uid)?.add(segment);
	return membersOf;
}
