import type { ServedPointer } from "@/lib/rules/compile/served-membership-sql";
import { answerRules } from "@/lib/rules/evaluate/answer-rules";
import { momentAt } from "@/lib/rules/evaluate/evaluate-rule";
import { type Flip, findFlips } from "@/lib/rules/evaluate/find-flips";
import type { Cluster } from "@/lib/rules/evaluate/person-history";
import { followingOf } from "@/lib/rules/following";
import type { Moment } from "@/lib/rules/leaf-kind";
import { findKind } from "@/lib/rules/leaves/registry";
import { leavesOf, type Needs } from "@/lib/rules/needs";
import type { Span } from "@/lib/rules/server/find-recorded";
import { readSets } from "@/lib/rules/server/read-sets";
import { scopeOf } from "@/lib/rules/server/scope-of";
import type { Followers } from "@/lib/rules/server/seen-rows";
import type { Known } from "@/lib/segments/server/refresh/known-people";
import type { Live } from "@/lib/segments/server/refresh/live-segments";
import { readTouched } from "@/lib/segments/server/refresh/read-touched";
import { serveFlips } from "@/lib/segments/server/refresh/serve-flips";
import { underLeases } from "@/lib/segments/server/refresh/under-leases";
import type { Context } from "@/lib/workspaces/server/context";

/** People to evaluate: those with new rows, and those changed only by time. */
export type People = {
	data: Set<number>;
	time: Set<number>;
	/**
	 * People whom time will change soon, if nothing else happens: they are read along with those who must be.
	 */
	soon: () => ReadonlySet<number>;
	/** People who were read before and have no new rows. */
	known: ReadonlyMap<number, Known>;
};

/** The states in which segments are served. */
export function statesOf(live: readonly Pick<Live, "pointer">[]): Followers {
	return new Map(live.map(({ pointer }) => [pointer.segmentId, stateOf(pointer)]));
}

/** Identifies what is served of a segment, as distinct from anything served before or later. */
export function stateOf({ version, servedAt }: ServedPointer): string {
	return `${version} ${servedAt.getTime()}`;
}

/**
 * Who was evaluated, what it changed, the states in which segments are served afterwards, and who is known
 * now.
 */
export type Changed = {
	flips: readonly Flip[];
	served: Followers;
	people: Cluster[];
	known: ReadonlyMap<number, Known>;
};

/**
 * Brings segments up to now by evaluating some people; without any, the same people are valid as of a later
 * instant. None of these people may affect segments with ranks.
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
		return { flips: [], served, people: [], known: touched.known };
	}
	if (live.length > 0) return await change(ctx, live, needs, span, touched);
	// Only segments with ranks are there: what is read ahead for them has to know of these people.
	const read =
		needs.filterEdges.length > 0
			? await readTouched(ctx, [], needs, { uids, askedFrom: span.from, ...noOneElse })
			: new Map();
	return { flips: [], served: new Map(), people: peopleAmong(read, uids), known: new Map() };
}

const none: ReadonlySet<string> = new Set();

/** Whose memberships are not read is known to no one afterwards. */
const noOneElse = { soon: () => new Set<number>(), known: new Map<number, Known>() };

function peopleAmong(known: ReadonlyMap<number, Known>, uids: readonly number[]): Cluster[] {
	return [...new Set(uids.flatMap((uid) => known.get(uid)?.history ?? []))];
}

/** Nothing has changed: the same people are now valid as of a later instant. */
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
		const askedFrom = Math.min(span.from, ...live.map(({ segment }) => segment.asOf?.getTime() ?? span.from));
		const isReadNeeded = byPerson.length > 0 || needs.filterEdges.length > 0;
		const read = isReadNeeded
			? await readTouched(
					ctx,
					byPerson,
					needs,
					byPerson.length > 0 ? { ...touched, uids, askedFrom } : { uids, askedFrom, ...noOneElse },
				)
			: new Map<number, Known>();
		const people = peopleAmong(read, uids);
		const membershipsOf = (uid: number) => read.get(uid)?.membersOf.get(uid) ?? none;
		const flips =
			byPerson.length > 0 ? await findAllFlips(ctx, byPerson, people, membershipsOf, span, touched.time) : [];
		await serveFlips(ctx, [...byPerson, ...live.filter(isRanked)], flips, held);
		const { servedAt } = held;
		const served = statesOf(live.map(({ pointer }) => ({ pointer: { ...pointer, servedAt } })));
		noteFlips(read, byPerson, flips);
		const known = byPerson.length > 0 ? new Map([...touched.known, ...read]) : noOneElse.known;
		return { flips, served, people, known };
	});
}

/** Notes on people who were read what these changes make of them. */
function noteFlips(read: ReadonlyMap<number, Known>, live: readonly Live[], flips: readonly Flip[]): void {
	for (const { rule, uid, change: to } of flips) {
		const segment = live[rule]?.segment.id ?? "";
		const segments = read.get(uid)?.membersOf.get(uid);
		if (to === "entered") segments?.add(segment);
		else segments?.delete(segment);
	}
}

async function findAllFlips(
	ctx: Context,
	live: readonly Live[],
	people: readonly Cluster[],
	membershipsOf: (uid: number) => ReadonlySet<string>,
	span: Span,
	timeOnly: ReadonlySet<number>,
): Promise<Flip[]> {
	const sets = await readSetsOf(
		ctx,
		live,
		span,
		people.map(({ uid }) => uid),
	);
	const at = (asOf: number): Moment => momentAt(asOf, ctx.workspace.timeZone, { sets });
	const answer = answerRules(
		live.map(({ rule }) => rule),
		at(span.to),
	);
	return findFlips({
		rules: live.map(({ rule, segment }) => ({
			rule,
			segment: segment.id,
			from: segment.asOf?.getTime() ?? span.from,
		})),
		people,
		membershipsOf,
		answer,
		momentAt: at,
		to: span.to,
		isTimeOnly: (uid) => timeOnly.has(uid),
	});
}

/** Which of these people are on the lists and have the addresses that the rules name. */
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
