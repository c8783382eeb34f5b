import type { ProfileSummary } from "@/lib/profiles/api";
import { searchWordsOf } from "@/lib/profiles/search-text";
import { findExactly } from "@/lib/profiles/server/find-profiles";
import { searchPeople } from "@/lib/profiles/server/search/search-people";
import { summarizePeople } from "@/lib/profiles/server/summarize-people";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** Some of the people, who are kept elsewhere: those with numbers below one, greatest first, and whom of some it holds. */
export type PeopleSet = {
	below: (before: number | null, limit: number) => Promise<number[]>;
	holds: (uids: readonly number[]) => Promise<ReadonlySet<number>>;
};

type ListedPeople = { items: ProfileSummary[]; nextCursor: string | null };

/** Rounds in which a page of a set is filled up, where its people are of the other kind or merged since. */
const maxRounds = 5;
const perRound = 500;

/**
 * People, newest first, or those whom a search finds: first who is exactly that, then who has all words of it somewhere in
 * name, email or id. Of everyone, or of a set. Absorbed and erased people are not listed.
 */
export async function listProfiles(
	ctx: Context,
	input: {
		q?: string | undefined;
		known?: "true" | "false" | undefined;
		cursor?: string | undefined;
		limit: number;
	},
	among?: PeopleSet,
): Promise<ListedPeople> {
	allow(ctx, "people.read");
	const known = input.known === undefined ? null : input.known === "true";
	const before = input.cursor && /^\d{1,10}$/.test(input.cursor) ? Number(input.cursor) : null;
	const paging = { before, known, limit: input.limit };
	if (input.q?.trim()) return await listFound(ctx, { ...paging, q: input.q, cursor: input.cursor }, among);
	if (among) return await listAmong(ctx, paging, among);
	const rows = await ctx.db.$queryRaw<{ uid: number; is_known: boolean }[]>`
		SELECT uid, is_known FROM profile
		WHERE workspace_number = ${ctx.workspace.number} AND uid = root_uid AND erased_at IS NULL
			AND (${before}::bigint IS NULL OR uid < ${before}::bigint)
			AND (${known}::bool IS NULL OR is_known = ${known}::bool)
		ORDER BY uid DESC LIMIT ${input.limit + 1}`;
	const page = rows.slice(0, input.limit);
	const items = await summarizePeople(
		ctx,
		page.map((row) => ({ uid: row.uid, isKnown: row.is_known })),
	);
	return { items, nextCursor: rows.length > input.limit ? String(page.at(-1)?.uid) : null };
}

type Paging = { before: number | null; known: boolean | null; limit: number };

/** Which of these numbers are listed people, in the given order. */
async function listable(ctx: Context, uids: readonly number[], known: boolean | null) {
	const rows = await ctx.db.profile.findMany({
		where: {
			workspaceNumber: ctx.workspace.number,
			uid: { in: [...uids] },
			erasedAt: null,
			...(known === null ? {} : { isKnown: known }),
		},
		select: { uid: true, rootUid: true, isKnown: true },
	});
	const person = new Map(rows.filter((row) => row.uid === row.rootUid).map((row) => [row.uid, row]));
	return uids.flatMap((uid) => person.get(uid) ?? []);
}

async function listFound(
	ctx: Context,
	{ q, cursor, before, known, limit }: Paging & { q: string; cursor: string | undefined },
	among?: PeopleSet,
): Promise<ListedPeople> {
	const uids = await findExactly(ctx, q);
	const kept = among ? await among.holds(uids) : null;
	const exactly = await listable(
		ctx,
		uids.filter((uid) => kept === null || kept.has(uid)).sort((a, b) => b - a),
		known,
	);
	// "=" plus a number: how many exact matches were listed. A plain number belongs to the search that
	// follows them.
	const from = before === null ? Number(/^=(\d{1,3})$/.exec(cursor ?? "")?.[1] ?? 0) : exactly.length;
	const shown = exactly.slice(from, from + limit);
	if (exactly.length > from + limit) {
		return { items: await summarizePeople(ctx, shown), nextCursor: `=${from + limit}` };
	}
	const words = searchWordsOf(q);
	const exact = new Set(exactly.map(({ uid }) => uid));
	const keep = async (found: readonly number[]) => {
		const others = found.filter((uid) => !exact.has(uid));
		return among ? await among.holds(others) : new Set(others);
	};
	const { hits, nextBefore } =
		words === null
			? { hits: [], nextBefore: null }
			: await searchPeople(ctx, { words, before, known, keep, limit: limit - shown.length });
	return {
		items: await summarizePeople(ctx, [...shown, ...hits]),
		nextCursor: nextBefore === null ? null : String(nextBefore),
	};
}

async function listAmong(
	ctx: Context,
	{ before, known, limit }: Paging,
	among: PeopleSet,
): Promise<ListedPeople> {
	const people: Awaited<ReturnType<typeof listable>> = [];
	let next = before;
	for (let round = 0; round < maxRounds; round++) {
		const uids = await among.below(next, perRound);
		people.push(...(await listable(ctx, uids, known)));
		next = uids.length === perRound ? (uids.at(-1) ?? null) : null;
		if (people.length > limit || next === null) break;
	}
	const page = people.slice(0, limit);
	const last = people.length > limit ? (page.at(-1)?.uid ?? null) : next;
	return { items: await summarizePeople(ctx, page), nextCursor: last === null ? null : String(last) };
}
