import { newId } from "@/lib/kernel/ids";
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
import { PassedPeople } from "@/lib/rules/server/find-passed";
import { AheadDates } from "@/lib/rules/server/find-passed-dates";
import {
	findRecorded,
	isNeeded,
	mostTouched,
	type RecordedRow,
	type Span,
} from "@/lib/rules/server/find-recorded";
import { readPeople } from "@/lib/rules/server/read-people";
import { readSets } from "@/lib/rules/server/read-sets";
import { scopeOf } from "@/lib/rules/server/scope-of";
import { type Followers, SeenRows } from "@/lib/rules/server/seen-rows";
import { settleWhile } from "@/lib/rules/server/settle-while";
import {
	type Concern,
	findConcerns,
	isForTime,
	type Waiting,
} from "@/lib/segments/server/refresh/find-concerns";
import {
	type Live,
	needsOfLive,
	readLive,
	withoutDayBegun,
} from "@/lib/segments/server/refresh/live-segments";
import { RankPace } from "@/lib/segments/server/refresh/rank-pace";
import { refreshRanked } from "@/lib/segments/server/refresh/refresh-ranked";
import { releaseLeases, takeLeases } from "@/lib/segments/server/refresh/segment-leases";
import { serveFlips } from "@/lib/segments/server/refresh/serve-flips";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * What a tick did. `behind` are segments that need a full refresh instead; `waiting` those that something new
 * concerns, and that stand still while their ranks rest.
 */
export type TickAnswer = {
	people: number;
	segments: number;
	entered: number;
	exited: number;
	behind: number;
	waiting: number;
};

const seenRows = new SeenRows();
const passedPeople = new PassedPeople();
const aheadDates = new AheadDates();
const rankPace = new RankPace();

type People = { data: Set<number>; time: Set<number> };

const nothing: TickAnswer = { people: 0, segments: 0, entered: 0, exited: 0, behind: 0, waiting: 0 };

/**
 * Brings the served membership of a workspace's segments up to now by looking only at people with new rows and at those
 * of whom time has carried something past an edge. Segments with ranks hang on everybody: they are computed anew when
 * something they watch is new or was passed, as often as their pace allows. Those that hang on the calendar are left to a
 * full refresh when a day begins. Does nothing when another process is at it.
 */
export async function refreshChanged(ctx: Context, pace: RankPace = rankPace): Promise<TickAnswer> {
	allow(ctx, "segments.write");
	const { found: all, wholeUpTo } = await settleWhile(
		ctx,
		() => readLive(ctx, null),
		() => readWritesAfter(ctx),
	);
	const recordedTo = Date.now();
	const live = await withoutDayBegun(
		ctx,
		all.filter(({ segment }) => (segment.asOf?.getTime() ?? 0) < ctx.now.getTime()),
	);
	if (live.length === 0) return nothing;
	const { id: workspaceId } = ctx.workspace;
	const { rules, needs, askedOf } = needsOfLive(ctx, live);
	const { inStep, waiting } = withoutWaiting(ctx, live, pace);
	if (inStep.length === 0 && !waiting.some((one) => isForTime(one) || pace.mayCompute(workspaceId))) {
		aheadDates.forget(workspaceId);
		return { ...nothing, waiting: waiting.length };
	}
	const followers = statesOf(inStep);
	const span = spanOf(ctx, inStep, recordedTo);
	const recording = findRecorded(ctx, needs, span);
	const looking = recording.then((found) => seenRows.unseen(workspaceId, followers, found));
	const [found, unseen, passed, dates] = await Promise.all([
		recording,
		looking,
		passedPeople.find(ctx, { rules, needs, period: span, hasNews: looking.then(({ size }) => size > 0) }),
		aheadDates.find(ctx, { rules, needs, period: span, followers }),
	]);
	if (found.count > mostTouched || passed === null || dates === null) {
		return { ...nothing, behind: live.length };
	}
	const isAsked = (rows: readonly RecordedRow[]) => rows.some((row) => isNeeded(row, askedOf));
	const recorded = [...unseen].filter(([, rows]) => isAsked(rows)).map(([uid]) => uid);
	const data = new Set([...recorded, ...passed.due]);
	const time = new Set([...passed.time, ...dates.time].filter((uid) => !data.has(uid)));
	const concerns = findConcerns({ inStep, waiting }, { unseen, passed, dates });
	const concerned = new Set(concerns.map(({ live: { segment } }) => segment.id));
	const moving = inStep.filter(({ segment }) => !concerned.has(segment.id));
	const servedTo = new Map(all.map(({ pointer }) => [pointer.segmentId, pointer.servedAt.getTime()]));
	seenRows.forget(workspaceId);
	const changed = await changeOrMoveOn(ctx, moving, needs, span, { data, time });
	const due = concerns.filter((one) => pace.mayCompute(workspaceId, isForTime(one)));
	const ranked = await computeRanked(ctx, due, recordedTo, pace);
	const served = new Map([...changed.served, ...statesOf(ranked.served)]);
	seenRows.remember(workspaceId, served, found.rows.values(), { ...wholeUpTo, served: servedTo });
	aheadDates.learn(ctx, needs, changed.people, served);
	const standing = concerns.filter(({ live: { segment } }) => !served.has(segment.id));
	pace.setWaiting(
		workspaceId,
		new Map(
			standing.map(({ live: { segment, pointer }, hasNews }) => [
				segment.id,
				{ state: stateOf(pointer), hasNews },
			]),
		),
	);
	return answerOf(changed, ranked, standing.filter((one) => !isForTime(one)).length);
}

/** A row of a run that computes values becomes visible a moment before or after what it stands for; by then it has long ended. */
const runsEndWithinMs = 5_000;

/**
 * Runs that compute values for everybody write beside ticks; a tick's own values were written before it. (A trait that is
 * given another type is written past the outbox too, but nobody's rule asks for it.)
 */
async function readWritesAfter(ctx: Context): Promise<number> {
	const [row] = await ctx.db.$queryRaw<{ isComputing: boolean }[]>`
		SELECT EXISTS (SELECT 1 FROM computed_trait_run r JOIN computed_trait t ON t.id = r.trait_id
			WHERE t.workspace_id = ${ctx.workspace.id} AND (r.finished_at IS NULL
				OR r.finished_at > clock_timestamp() - make_interval(secs => ${runsEndWithinMs / 1000}))) AS "isComputing"`;
	return row?.isComputing ? runsEndWithinMs : 0;
}

function statesOf(live: readonly Pick<Live, "pointer">[]): Followers {
	return new Map(live.map(({ pointer }) => [pointer.segmentId, stateOf(pointer)]));
}

function stateOf({ version, servedAt }: ServedPointer): string {
	return `${version} ${servedAt.getTime()}`;
}

/** What is looked for on behalf of segments; where all of them wait, what was recorded just now. */
function spanOf(ctx: Context, live: readonly Live[], recordedTo: number): Span {
	return {
		from: Math.min(ctx.now.getTime(), ...live.map(({ segment }) => segment.asOf?.getTime() ?? 0)),
		to: ctx.now.getTime(),
		recordedFrom: Math.min(recordedTo, ...live.map(({ pointer }) => pointer.servedAt.getTime())),
		recordedTo,
	};
}

/** Who was looked at, what it changed, and the states in which segments are served afterwards. */
type Changed = { flips: readonly Flip[]; served: Followers; people: Cluster[] };

async function changeOrMoveOn(
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

/** Computes segments with ranks, and notes what that took. */
async function computeRanked(
	ctx: Context,
	concerns: readonly Concern[],
	recordedTo: number,
	pace: RankPace,
): Promise<Awaited<ReturnType<typeof refreshRanked>>> {
	if (concerns.length === 0) return { flips: [], served: [] };
	const startedMs = performance.now();
	try {
		return await refreshRanked(ctx, concerns, recordedTo);
	} finally {
		pace.computed(ctx.workspace.id, performance.now() - startedMs);
	}
}

function answerOf(changed: Changed, ranked: { flips: readonly Flip[] }, waiting: number): TickAnswer {
	const segments = (flips: readonly Flip[]) => new Set(flips.map(({ rule }) => rule)).size;
	const flips = [...changed.flips, ...ranked.flips];
	return {
		people: changed.people.length,
		segments: segments(changed.flips) + segments(ranked.flips),
		entered: flips.filter(({ change: to }) => to === "entered").length,
		exited: flips.filter(({ change: to }) => to === "exited").length,
		behind: 0,
		waiting,
	};
}

/** Apart from those that wait for their ranks to have rested: what is older than they are is looked for no more. */
function withoutWaiting(
	ctx: Context,
	live: readonly Live[],
	pace: RankPace,
): { inStep: Live[]; waiting: Waiting[] } {
	const inStep: Live[] = [];
	const waiting: Waiting[] = [];
	for (const one of live) {
		const known = pace.waitingOf(ctx.workspace.id, one.segment.id, stateOf(one.pointer));
		if (known) waiting.push({ live: one, hasNews: known.hasNews });
		else inStep.push(one);
	}
	return { inStep, waiting };
}

/** Nothing has changed: the same people are now of a later instant. */
async function moveOn(ctx: Context, live: readonly Live[], recordedTo: number): Promise<void> {
	if (live.length === 0) return;
	await ctx.db.$executeRaw`
		UPDATE segment SET as_of = ${ctx.now}, served_at = GREATEST(served_at, ${new Date(recordedTo)})
		FROM unnest(${live.map(({ segment }) => segment.id)}::text[], ${live.map(({ pointer }) => pointer.servedAt)}::timestamptz[])
			AS given (id, served_at_then)
		WHERE segment.id = given.id AND segment.served_at = given.served_at_then AND as_of < ${ctx.now}
			AND (lease_until IS NULL OR lease_until < now())`;
}

async function change(
	ctx: Context,
	found: readonly Live[],
	needs: Needs,
	span: Span,
	touched: People,
): Promise<Changed> {
	const leaseOwner = newId("rfr");
	const { taken } = await takeLeases(
		ctx,
		found.map(({ segment }) => segment.id),
		leaseOwner,
		0,
	);
	try {
		// Under the lease nobody moves them; what was read before may have been moved.
		const held = new Set(taken);
		const then = new Map(found.map((one) => [one.segment.id, one.pointer.servedAt.getTime()]));
		const live = (await readLive(ctx, leaseOwner)).filter(
			({ segment, pointer }) => held.has(segment.id) && then.get(segment.id) === pointer.servedAt.getTime(),
		);
		const isRanked = ({ rule }: Live) => followingOf(rule).hangsOnAll !== undefined;
		const byPerson = live.filter((one) => !isRanked(one));
		const uids = [...touched.data, ...touched.time];
		const isAsked = byPerson.length > 0 || needs.filterEdges.length > 0;
		const people = isAsked ? await readPeople(ctx, uids, needs) : new Map<number, Cluster>();
		const flips = byPerson.length > 0 ? await findAllFlips(ctx, byPerson, people, span, touched.time) : [];
		const servedAt = new Date(
			Math.max(span.recordedTo, ...live.map(({ pointer }) => pointer.servedAt.getTime() + 1)),
		);
		await serveFlips(ctx, [...byPerson, ...live.filter(isRanked)], flips, servedAt, leaseOwner);
		const served = statesOf(live.map(({ pointer }) => ({ pointer: { ...pointer, servedAt } })));
		return { flips, served, people: [...people.values()] };
	} finally {
		await releaseLeases(ctx, leaseOwner);
	}
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
