import { newId } from "@/lib/kernel/ids";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { insertRows } from "@/lib/platform/warehouse/define-query";
import { readColumns } from "@/lib/platform/warehouse/read-columns";
import { type ServedPointer, servedMembershipsSql } from "@/lib/rules/compile/served-membership-sql";
import { answerRules } from "@/lib/rules/evaluate/answer-rules";
import { momentAt } from "@/lib/rules/evaluate/evaluate-rule";
import { type Flip, findFlips } from "@/lib/rules/evaluate/find-flips";
import type { Moment } from "@/lib/rules/leaf-kind";
import { findKind } from "@/lib/rules/leaves/registry";
import { leavesOf, type Needs } from "@/lib/rules/needs";
import { PassedPeople } from "@/lib/rules/server/find-passed";
import { findRecorded, mostTouched, type Span } from "@/lib/rules/server/find-recorded";
import { readPeople } from "@/lib/rules/server/read-people";
import { readSets } from "@/lib/rules/server/read-sets";
import { scopeOf } from "@/lib/rules/server/scope-of";
import { type Followers, SeenRows } from "@/lib/rules/server/seen-rows";
import { settleWhile } from "@/lib/rules/server/settle-while";
import {
	type Live,
	needsOfLive,
	readLive,
	withoutDayBegun,
} from "@/lib/segments/server/refresh/live-segments";
import { releaseLeases, takeLeases } from "@/lib/segments/server/refresh/segment-leases";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** What a tick did. `behind` are segments that need a full refresh instead. */
export type TickAnswer = {
	people: number;
	segments: number;
	entered: number;
	exited: number;
	behind: number;
};

const seenRows = new SeenRows();
const passedPeople = new PassedPeople();

type People = { data: Set<number>; time: Set<number> };

const nothing: TickAnswer = { people: 0, segments: 0, entered: 0, exited: 0, behind: 0 };

/**
 * Brings the served membership of a workspace's segments up to now by looking only at people with new rows and at those
 * of whom a window's edge has passed something. Segments whose answer hangs on everybody (ranks) are left to full
 * refreshes, and those that hang on the calendar when a day begins. Does nothing when another process is at it.
 */
export async function refreshChanged(ctx: Context): Promise<TickAnswer> {
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
	const { rules, needs } = needsOfLive(ctx, live);
	const span = spanOf(ctx, live, recordedTo);
	const recording = findRecorded(ctx, needs, span);
	const looking = recording.then((found) => seenRows.unseen(ctx.workspace.id, statesOf(live), found));
	const [found, data, passed] = await Promise.all([
		recording,
		looking,
		passedPeople.find(ctx, { rules, needs, period: span, hasNews: looking.then(({ size }) => size > 0) }),
	]);
	if (found.count > mostTouched || passed === null) return { ...nothing, behind: live.length };
	for (const uid of passed.due) data.add(uid);
	const touched = { data, time: new Set([...passed.time].filter((uid) => !data.has(uid))) };
	const servedTo = new Map(all.map(({ pointer }) => [pointer.segmentId, pointer.servedAt.getTime()]));
	const remember = (served: Followers) =>
		seenRows.remember(ctx.workspace.id, served, found.rows.values(), { ...wholeUpTo, served: servedTo });
	seenRows.forget(ctx.workspace.id);
	if (touched.data.size + touched.time.size === 0) {
		await moveOn(ctx, live, recordedTo);
		const at = (pointer: ServedPointer) => new Date(Math.max(pointer.servedAt.getTime(), recordedTo));
		remember(statesOf(live.map((one) => ({ pointer: { ...one.pointer, servedAt: at(one.pointer) } }))));
		return nothing;
	}
	const { answer, served } = await change(ctx, live, needs, span, touched);
	remember(served);
	return answer;
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
	return new Map(
		live.map(({ pointer }) => [pointer.segmentId, `${pointer.version} ${pointer.servedAt.getTime()}`]),
	);
}

function spanOf(ctx: Context, live: readonly Live[], recordedTo: number): Span {
	return {
		from: Math.min(...live.map(({ segment }) => segment.asOf?.getTime() ?? 0)),
		to: ctx.now.getTime(),
		recordedFrom: Math.min(...live.map(({ pointer }) => pointer.servedAt.getTime())),
		recordedTo,
	};
}

/** Nothing has changed: the same people are now of a later instant. */
async function moveOn(ctx: Context, live: readonly Live[], recordedTo: number): Promise<void> {
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
): Promise<{ answer: TickAnswer; served: Followers }> {
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
		const uids = [...touched.data, ...touched.time];
		const people = await readPeople(ctx, uids, needs);
		const flips = await findAllFlips(ctx, live, people, span, touched.time);
		const servedAt = new Date(
			Math.max(span.recordedTo, ...live.map(({ pointer }) => pointer.servedAt.getTime() + 1)),
		);
		await logFlips(ctx, live, flips, servedAt, leaseOwner);
		await serve(ctx, live, flips, servedAt, leaseOwner);
		const answer = {
			people: people.size,
			segments: new Set(flips.map(({ rule }) => rule)).size,
			entered: flips.filter(({ change: to }) => to === "entered").length,
			exited: flips.filter(({ change: to }) => to === "exited").length,
			behind: 0,
		};
		return { answer, served: statesOf(live.map(({ pointer }) => ({ pointer: { ...pointer, servedAt } }))) };
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

async function logFlips(
	ctx: Context,
	live: readonly Live[],
	flips: readonly Flip[],
	servedAt: Date,
	token: string,
): Promise<void> {
	const served_at = servedAt.toISOString();
	const rows = flips.map(({ rule, uid, change: to, at, cause }) => ({
		ws: ctx.workspace.number,
		segment: live[rule]?.segment.id,
		version: live[rule]?.pointer.version,
		uid,
		change: to,
		effective_at: new Date(at).toISOString(),
		served_at,
		cause,
	}));
	await insertRows(ctx.warehouse, "membership_change", rows, { token });
}

/** The switch: the log's new rows are served from here on, all at once. */
async function serve(
	ctx: Context,
	live: readonly Live[],
	flips: readonly Flip[],
	servedAt: Date,
	leaseOwner: string,
): Promise<void> {
	const moved = [...new Set(flips.map(({ uid }) => uid))];
	const known = new Set(
		(
			await ctx.db.profile.findMany({
				where: { workspaceNumber: ctx.workspace.number, uid: { in: moved }, isKnown: true },
				select: { uid: true },
			})
		).map(({ uid }) => uid),
	);
	const total = live.map(() => 0);
	const knownTotal = live.map(() => 0);
	for (const { rule, uid, change: to } of flips) {
		const by = to === "entered" ? 1 : -1;
		total[rule] = (total[rule] ?? 0) + by;
		if (known.has(uid)) knownTotal[rule] = (knownTotal[rule] ?? 0) + by;
	}
	await ctx.db.$executeRaw`
		UPDATE segment SET as_of = ${ctx.now}, served_at = ${servedAt}, size = size + given.moved,
			known_size = known_size + given.known_moved, lease_owner = NULL, lease_until = NULL
		FROM unnest(${live.map(({ segment }) => segment.id)}::text[], ${total}::int[], ${knownTotal}::int[])
			AS given (id, moved, known_moved)
		WHERE segment.id = given.id AND lease_owner = ${leaseOwner}`;
}
