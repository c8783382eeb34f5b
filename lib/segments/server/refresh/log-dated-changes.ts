import { newId } from "@/lib/kernel/ids";
import { insertRows } from "@/lib/platform/warehouse/define-query";
import { momentAt } from "@/lib/rules/evaluate/evaluate-rule";
import { type Flip, whenTurned } from "@/lib/rules/evaluate/find-flips";
import type { Cluster } from "@/lib/rules/evaluate/person-history";
import { followingOf } from "@/lib/rules/following";
import type { Moment } from "@/lib/rules/leaf-kind";
import { leavesOf, needsOf } from "@/lib/rules/needs";
import type { BuiltLeaves } from "@/lib/rules/server/build-leaves";
import { findLastRecorded, knownUpTo } from "@/lib/rules/server/find-recorded";
import { readPeople } from "@/lib/rules/server/read-people";
import { readSets } from "@/lib/rules/server/read-sets";
import {
	type Build,
	type Change,
	logChanges,
	type Refresh,
	readChanges,
} from "@/lib/segments/server/refresh/membership-writes";
import { rowsOfFlips } from "@/lib/segments/server/refresh/serve-flips";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * Changes of all segments that are refreshed together; further ones get the refresh's instant. Where ticks follow there are
 * few, and reading the history of more would take longer than the refresh.
 */
export const maxLogged = 2_000;

/** What was recorded is remembered for eight days. */
const rememberedMs = 7 * 86_400_000;
const peoplePerRound = 1_000;

type DatedBuild = Build & { beforeAsOf: Date };

/**
 * Writes who enters and who leaves to the log, as `logChanges` does, with the exact instant where only time
 * has changed someone's answer since what is served: as long as those who change are few enough to be
 * evaluated one by one. Others get the refresh's instant: larger numbers, new rules, and ranks, which would
 * need everyone's numbers. Returns what is left of `most`.
 */
export async function logDatedChanges(
	ctx: Context,
	refresh: Refresh,
	leaves: BuiltLeaves,
	most = maxLogged,
): Promise<number> {
	const dated = refresh.builds.filter((build): build is DatedBuild => canDate(refresh, build));
	const changes =
		dated.length === 0 || most === 0
			? null
			: await readChanges(ctx, { ws: refresh.ws, builds: dated }, leaves, most);
	if (changes === null) {
		await logChanges(ctx, refresh, leaves);
		return dated.length === 0 ? most : 0;
	}
	for (const round of inRounds(changes)) {
		const flips = await tell(ctx, refresh, dated, round, leaves);
		// A resumed refresh writes what it had removed: never under the same token.
		await insertRows(ctx.warehouse, "membership_change", rowsOfFlips(ctx, dated, flips, refresh.servedAt), {
			token: newId("rfr"),
		});
	}
	const others = refresh.builds.filter(
		(build) => !dated.some(({ segmentId }) => segmentId === build.segmentId),
	);
	if (others.length > 0) await logChanges(ctx, { ...refresh, builds: others }, leaves);
	return most - changes.length;
}

function canDate({ asOf, servedAt }: Refresh, { cause, before, beforeAsOf, rule }: Build): boolean {
	if (cause !== "data" || before === null || beforeAsOf === null || beforeAsOf >= asOf) return false;
	const isRemembered = servedAt.getTime() - before.servedAt.getTime() < rememberedMs;
	return isRemembered && followingOf(rule).hangsOnAll === undefined;
}

/** All changes of some people at a time. */
function inRounds(changes: readonly Change[]): Change[][] {
	const byPerson = new Map<number, Change[]>();
	for (const change of changes) {
		const known = byPerson.get(change.uid);
		if (known) known.push(change);
		else byPerson.set(change.uid, [change]);
	}
	const people = [...byPerson.values()];
	const rounds: Change[][] = [];
	for (let from = 0; from < people.length; from += peoplePerRound) {
		rounds.push(people.slice(from, from + peoplePerRound).flat());
	}
	return rounds;
}

async function tell(
	ctx: Context,
	{ asOf }: Refresh,
	builds: readonly DatedBuild[],
	changes: readonly Change[],
	{ scope }: BuiltLeaves,
): Promise<Flip[]> {
	const changed = [...new Set(changes.map(({ build }) => build))];
	const needs = needsOf(changed.flatMap((build) => leavesOf(builds[build]?.rule ?? nothing())));
	const people = await readPeople(ctx, [...new Set(changes.map(({ uid }) => uid))], needs);
	const allUids = [...people.values()].flatMap(({ uids }) => uids);
	const since = Math.min(...changed.map((build) => recordedAfter(builds[build] ?? nothing())));
	const [recorded, sets] = await Promise.all([
		// After they were read: whatever these readings know was recorded by then.
		findLastRecorded(ctx, needs, allUids, since),
		readSets(ctx, scope, [...people.keys()]),
	]);
	const at = (instant: number): Moment => momentAt(instant, scope.timeZone, { sets });
	const isNew = ({ uids }: Cluster, after: number) => uids.some((uid) => (recorded.get(uid) ?? 0) > after);
	return changes.map(({ build, uid, change }): Flip => {
		const dated = builds[build] ?? nothing();
		const person = people.get(uid);
		const span = { from: dated.beforeAsOf.getTime(), to: asOf.getTime(), is: change === "entered" };
		const turned =
			person && !isNew(person, recordedAfter(dated)) ? whenTurned(dated.rule, person, span, at) : null;
		return { rule: build, uid, change, at: turned ?? span.to, cause: turned === null ? "data" : "time" };
	});
}

function recordedAfter({ before, beforeAsOf }: DatedBuild): number {
	return knownUpTo(beforeAsOf.getTime(), before?.servedAt.getTime() ?? 0);
}

function nothing(): never {
	throw new Error("A change of no segment");
}
