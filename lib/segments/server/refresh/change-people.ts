import { SqlBinder } from "@/lib/kernel/sql-binder";
import { readColumns } from "@/lib/platform/warehouse/read-columns";
import { type ServedPointer, servedMembershipsSql } from "@/lib/rules/compile/served-membership-sql";
import { answerRules } from "@/lib/rules/evaluate/answer-rules";
import { momentAt } from "@/lib/rules/evaluate/evaluate-rule";
import { type Flip, findFlips } from "@/lib/rules/evaluate/find-flips";
import type { Cluster } from "@/lib/rules/evaluate/person-history";
import { followingOf } from "@/lib/rules/following";
import type { Moment } from "@/lib/rules/leaf-kind";
import { findKind } from "@/lib/rules/leaves/registry";
import { leavesOf, type Needs } from "@/lib/rules/needs";
import type { Span } from "@/lib/rules/server/find-recorded";
import { readPeople } from "@/lib/rules/server/read-people";
import { readSets } from "@/lib/rules/server/read-sets";
import { scopeOf } from "@/lib/rules/server/scope-of";
import type { Followers } from "@/lib/rules/server/seen-rows";
import type { Live } from "@/lib/segments/server/refresh/live-segments";
import { serveFlips } from "@/lib/segments/server/refresh/serve-flips";
import { underLeases } from "@/lib/segments/server/refresh/under-leases";
import type { Context } from "@/lib/workspaces/server/context";

/** People to look at: of whom something is new, and of whom only time has passed something. */
export type People = { data: Set<number>; time: Set<number> };

/** The states in which segments are served. */
export function statesOf(live: readonly Pick<Live, "pointer">[]): Followers {
	return new Map(live.map(({ pointer }) => [pointer.segmentId, stateOf(pointer)]));
}

/** What tells what is served of a segment from anything served of it before or later. */
export function stateOf({ version, servedAt }: ServedPointer): string {
	return `${version} ${servedAt.getTime()}`;
}

/** Who was looked at, what it changed, and the states in which segments are served afterwards. */
export type Changed = { flips: readonly Flip[]; served: Followers; people: Cluster[] };

/**
 * Brings segments up to now by looking at some people; without anybody to look at, the same people are of a later instant.
 * Those with ranks must be such that none of these people concerns them.
 */
export async function changePeople(
	ctx: Context,
	live: readonly Live[],
	needs: Needs,
	span: Span,
	touched: People,
): Promise<Changed> {
	const uids = [...touched.data, ...touched.time];
	if (uids.length === 0) {
		await moveOn(ctx, live, span.recordedTo);
		const at = (pointer: ServedPointer) => new Date(Math.max(pointer.servedAt.getTime(), span.recordedTo));
		const served = statesOf(live.map(({ pointer }) => ({ pointer: { ...pointer, servedAt: at(pointer) } })));
		return { flips: [], served, people: [] };
	}
	if (live.length > 0) return await change(ctx, live, needs, span, touched);
	// Only segments with ranks are there: what is read ahead for them has to know of these people.
	const people = needs.filterEdges.length > 0 ? [...(await readPeople(ctx, uids, needs)).values()] : [];
	return { flips: [], served: new Map(), people };
}

/** Nothing has changed: the same people are now of a later instant. */
async function moveOn(ctx: Context, live: readonly Live[], recordedTo: number): Promise<void> {
	if (live.length === 0) return;
	await ctx.db.$executeRaw`
		UPDATE segment SET as_of = ${ctx.now}, served_at = GREATEST(served_at, ${new Date(recordedTo)})
		FROM unnest(${live.map(({ segment }) => segment.id)}::text[], ${live.map(({ pointer }) => pointer.servedAt)}::timestamptz[])
			AS given (id, served_at_then)
		WHERE segment.id = given.id AND segment.served_at = given.served_at_then AND as_of < ${ctx.now}
			AND lease_owner IS NULL`;
}

async function change(
	ctx: Context,
	found: readonly Live[],
	needs: Needs,
	span: Span,
	touched: People,
): Promise<Changed> {
	return await underLeases(ctx, found, span.recordedTo, async ({ live, ...held }) => {
		const isRanked = ({ rule }: Live) => followingOf(rule).hangsOnAll !== undefined;
		const byPerson = live.filter((one) => !isRanked(one));
		const uids = [...touched.data, ...touched.time];
		const isAsked = byPerson.length > 0 || needs.filterEdges.length > 0;
		const people = isAsked ? await readPeople(ctx, uids, needs) : new Map<number, Cluster>();
		const flips = byPerson.length > 0 ? await findAllFlips(ctx, byPerson, people, span, touched.time) : [];
		await serveFlips(ctx, [...byPerson, ...live.filter(isRanked)], flips, held);
		const { servedAt } = held;
		const served = statesOf(live.map(({ pointer }) => ({ pointer: { ...pointer, servedAt } })));
		return { flips, served, people: [...people.values()] };
	});
}

async function findAllFlips(
	ctx: Context,
	live: readonly Live[],
	people: Awaited<ReturnType<typeof readPeople>>,
	span: Span,
	timeOnly: ReadonlySet<number>,
): Promise<Flip[]> {
	const everybody = [...people.values()].flatMap((person) => person.uids);
	const [members, sets] = await Promise.all([
		readMembers(ctx, live, everybody),
		readSetsOf(ctx, live, span, [...people.keys()]),
	]);
	const at = (asOf: number): Moment => momentAt(asOf, ctx.workspace.timeZone, { sets });
	const answer = answerRules(
		live.map(({ rule }) => rule),
		at(span.to),
	);
	return findFlips({
		rules: live.map(({ rule, segment }) => ({ rule, from: segment.asOf?.getTime() ?? span.from })),
		people: people.values(),
		isMember: (rule, uid) => members[rule]?.has(uid) ?? false,
		answer,
		momentAt: at,
		to: span.to,
		isTimeOnly: (uid) => timeOnly.has(uid),
	});
}

/** Who of these people is on the lists and has the addresses that the rules name. */
async function readSetsOf(
	ctx: Context,
	live: readonly Live[],
	span: Span,
	uids: readonly number[],
): Promise<Moment["sets"]> {
	const rules = live
		.map(({ rule }) => rule)
		.filter((rule) => leavesOf(rule).some((leaf) => findKind(leaf.kind).watch(leaf).sets.length > 0));
	if (rules.length === 0) return new Map();
	return await readSets(ctx, await scopeOf(ctx, new Date(span.to), rules), uids);
}

/** Which of these people each segment serves now. */
async function readMembers(
	ctx: Context,
	live: readonly Live[],
	uids: readonly number[],
): Promise<Set<number>[]> {
	const binder = new SqlBinder();
	const served = servedMembershipsSql(
		binder,
		ctx.workspace.number,
		live.map(({ pointer }) => pointer),
	);
	const asked = `bitmapBuild(${binder.bind(uids, "Array(UInt32)")})`;
	const sql = `WITH ${asked} AS asked SELECT segment, bitmapToArray(bitmapAnd(people, asked)) FROM (${served})`;
	// Safe because the columns are selected in this order and with these types.
	const [segments = [], members = []] = (await readColumns(
		ctx.warehouse,
		"segments.read_members_of",
		binder.finish(sql),
	)) as [string[], number[][]];
	const found = new Map(segments.map((segment, row) => [segment, new Set(members[row])]));
	return live.map(({ segment }) => {
		const set = found.get(segment.id);
		if (!set) throw new Error("A segment is served that was never built");
		return set;
	});
}
