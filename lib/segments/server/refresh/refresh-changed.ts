import type { Flip } from "@/lib/rules/evaluate/find-flips";
import { aheadMs, PassedPeople } from "@/lib/rules/server/find-passed";
import { AheadDates } from "@/lib/rules/server/find-passed-dates";
import {
	findRecorded,
	isNeeded,
	maxTouched,
	type RecordedRow,
	type Span,
} from "@/lib/rules/server/find-recorded";
import { SeenRows } from "@/lib/rules/server/seen-rows";
import { settleWhile } from "@/lib/rules/server/settle-while";
import { type Changed, changePeople, stateOf, statesOf } from "@/lib/segments/server/refresh/change-people";
import {
	type Concern,
	findConcerns,
	isForTime,
	type Waiting,
} from "@/lib/segments/server/refresh/find-concerns";
import { KnownPeople } from "@/lib/segments/server/refresh/known-people";
import {
	type Live,
	needsOfLive,
	readLive,
	withoutDayBegun,
} from "@/lib/segments/server/refresh/live-segments";
import { RankPace } from "@/lib/segments/server/refresh/rank-pace";
import { refreshRanked } from "@/lib/segments/server/refresh/refresh-ranked";
import { withoutHalfDone } from "@/lib/segments/server/refresh/without-half-done";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * The result of a tick. `behind` are segments that need a full refresh instead; `waiting` those with news
 * that are paused while their ranks rest, or were left half done.
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
const knownPeople = new KnownPeople();

/** When people must be read, those who change by time within this are read along with them. */
const soonMs = 20_000;
const rankPace = new RankPace();

const nothing: TickAnswer = { people: 0, segments: 0, entered: 0, exited: 0, behind: 0, waiting: 0 };

/**
 * Brings the served membership of a workspace's segments up to now by evaluating only people with new rows
 * and those for whom time has carried something past an edge. Segments with ranks depend on everyone: they
 * are recomputed when something they watch is new or was passed, as often as their pace allows. Those that
 * depend on the calendar are left to a full refresh when a day begins. Does nothing while another process has
 * the workspace.
 */
export async function refreshChanged(ctx: Context, pace: RankPace = rankPace): Promise<TickAnswer> {
	allow(ctx, "segments.write");
	const { found: all, wholeUpTo } = await settleWhile(
		ctx,
		() => readLive(ctx, null),
		() => readWritesAfter(ctx),
	);
	const recordedTo = Date.now();
	const whole = await withoutHalfDone(ctx, all);
	const live = await withoutDayBegun(
		ctx,
		whole.filter(({ segment }) => (segment.asOf?.getTime() ?? 0) < ctx.now.getTime()),
	);
	const halfDone = all.length - whole.length;
	if (live.length === 0) return { ...nothing, waiting: halfDone };
	const { id: workspaceId } = ctx.workspace;
	const { rules, needs, neededOf } = needsOfLive(ctx, live);
	const { inStep, waiting } = withoutWaiting(ctx, live, pace);
	if (inStep.length === 0 && !waiting.some((one) => isForTime(one) || pace.mayCompute(workspaceId))) {
		aheadDates.forget(workspaceId);
		// No one looks whether anything is new.
		setWaiting(
			ctx,
			waiting.map(({ live: one }) => ({ live: one, hasNews: true })),
			pace,
		);
		return { ...nothing, waiting: halfDone + waiting.length };
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
	if (found.count > maxTouched || passed === null || dates === null) {
		return { ...nothing, behind: live.length };
	}
	const concernsAny = (rows: readonly RecordedRow[]) => rows.some((row) => isNeeded(row, neededOf));
	const recorded = [...unseen].filter(([, rows]) => concernsAny(rows)).map(([uid]) => uid);
	const data = new Set([...recorded, ...passed.due]);
	const time = new Set([...passed.time, ...dates.time].filter((uid) => !data.has(uid)));
	const concerns = findConcerns({ inStep, waiting }, { unseen, passed, dates });
	const concerned = new Set(concerns.map(({ live: { segment } }) => segment.id));
	const moving = inStep.filter(({ segment }) => !concerned.has(segment.id));
	const servedTo = new Map(all.map(({ pointer }) => [pointer.segmentId, pointer.servedAt.getTime()]));
	seenRows.forget(workspaceId);
	const known = knownPeople.recall(workspaceId, { rules, followers, changed: unseen.keys() });
	const soon = () => passed.within(soonMs);
	const changed = await changePeople(ctx, moving, needs, span, { data, time, soon, known });
	const due = concerns.filter((one) => pace.mayCompute(workspaceId, isForTime(one)));
	const ranked = await computeRanked(ctx, due, recordedTo, pace);
	const served = new Map([...changed.served, ...statesOf(ranked.served)]);
	seenRows.remember(workspaceId, served, found.rows.values(), { ...wholeUpTo, served: servedTo });
	knownPeople.remember(workspaceId, {
		rules,
		followers: served,
		people: changed.known,
		ahead: passed.within(aheadMs),
	});
	aheadDates.learn(ctx, needs, changed.people, served);
	const standing = concerns.filter(({ live: { segment } }) => !served.has(segment.id));
	setWaiting(ctx, standing, pace);
	return answerOf(changed, ranked, halfDone + standing.filter((one) => !isForTime(one)).length);
}

/**
 * A row of a run that computes values becomes visible a moment before or after its instant; by then it has
 * long ended.
 */
const runsEndWithinMs = 5_000;

/**
 * Runs that compute values for everyone write concurrently with ticks; a tick's own values were written
 * before it. (Changing a trait's type also writes past the outbox, but no rule uses that trait.)
 */
async function readWritesAfter(ctx: Context): Promise<number> {
	const [row] = await ctx.db.$queryRaw<{ isComputing: boolean }[]>`
		SELECT EXISTS (SELECT 1 FROM computed_trait_run r JOIN computed_trait t ON t.id = r.trait_id
			WHERE t.workspace_id = ${ctx.workspace.id} AND (r.finished_at IS NULL
				OR r.finished_at > clock_timestamp() - make_interval(secs => ${runsEndWithinMs / 1000}))) AS "isComputing"`;
	return row?.isComputing ? runsEndWithinMs : 0;
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

function setWaiting(ctx: Context, waiting: readonly Waiting[], pace: RankPace): void {
	const states = waiting.map(
		({ live: { segment, pointer }, hasNews }) => [segment.id, { state: stateOf(pointer), hasNews }] as const,
	);
	pace.setWaiting(ctx.workspace.id, new Map(states));
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
