import { localDayNumber } from "@/lib/kernel/zoned-time";
import type { Segment } from "@/lib/platform/postgres/generated/client";
import type { ServedPointer } from "@/lib/rules/compile/served-membership-sql";
import { toPointer } from "@/lib/rules/compile/served-pointer";
import { followingOf } from "@/lib/rules/following";
import { leavesOf, type Needs, needsOf } from "@/lib/rules/needs";
import type { SegmentRule } from "@/lib/rules/rule";
import type { RecordedNeeds } from "@/lib/rules/server/find-recorded";
import { requestRefresh } from "@/lib/segments/server/refresh/enqueue-due-refreshes";
import { readLiveRules } from "@/lib/segments/server/refresh/read-live-rules";
import type { Context } from "@/lib/workspaces/server/context";

/** A segment that ticks bring up to now, what is served of it, and its rule. */
export type Live = { segment: Segment; pointer: ServedPointer; rule: SegmentRule };

/** Segments that are served up to date with their rule: those that ticks bring up to now. */
export async function readLive(ctx: Context, leaseOwner: string | null): Promise<Live[]> {
	const rules = await readLiveRules(ctx, leaseOwner);
	return rules.flatMap(({ segment, rule }): Live[] => {
		const pointer = toPointer(segment);
		return pointer === null || segment.asOf === null ? [] : [{ segment, pointer, rule }];
	});
}

/**
 * Leaves out segments that depend on the calendar and were last evaluated on an earlier day: they need
 * everyone recomputed. A full refresh is requested.
 */
export async function withoutDayBegun(ctx: Context, live: readonly Live[]): Promise<Live[]> {
	const today = localDayNumber(ctx.now.getTime(), ctx.workspace.timeZone);
	const isOfBefore = ({ segment, rule }: Live) =>
		followingOf(rule).scope === "day" &&
		localDayNumber(segment.asOf?.getTime() ?? 0, ctx.workspace.timeZone) !== today;
	const left = live.filter(isOfBefore);
	if (left.length === 0) return [...live];
	const ids = left.filter(({ segment }) => segment.fullAsOf !== null).map(({ segment }) => segment.id);
	if (ids.length > 0) {
		await ctx.db.$transaction(async (tx) => {
			await tx.segment.updateMany({ where: { id: { in: ids } }, data: { fullAsOf: null } });
			await requestRefresh(tx, ctx.workspace.id);
		});
	}
	return live.filter((one) => !isOfBefore(one));
}

/** What the rules of live segments read, and a text that tells these rules and their zone from any others. */
export type LiveNeeds = {
	rules: string;
	needs: Needs;
	/** The recorded changes for which people must be evaluated then, except what only ranks count. */
	neededOf: RecordedNeeds;
};

/** The needs of the rules of each workspace's last tick, which seldom change. */
const lastNeeds = new Map<string, LiveNeeds>();
const maxNeeds = 500;

/** The needs of live segments together. */
export function needsOfLive(ctx: Context, live: readonly Live[]): LiveNeeds {
	const versions = live.map(({ pointer }) => `${pointer.segmentId} ${pointer.version}`);
	// In another zone days and months begin at other instants, and other events are out of reach.
	const rules = [ctx.workspace.timeZone, ...versions].join();
	const last = lastNeeds.get(ctx.workspace.id);
	if (last?.rules === rules) return last;
	const needs = needsOf(live.flatMap(({ rule }) => leavesOf(rule)));
	const byPerson = live.filter(({ rule }) => followingOf(rule).hangsOnAll === undefined);
	const needed = needsOf(byPerson.flatMap(({ rule }) => leavesOf(rule)));
	// People with a new event that has a date are recorded for when time carries it past a filter.
	const dated = needs.filterEdges.map(({ event }) => event);
	const events = needed.events === "all" ? "all" : [...needed.events, ...dated];
	const found = { rules, needs, neededOf: { ...needed, events } as const };
	if (lastNeeds.size > maxNeeds) lastNeeds.clear();
	lastNeeds.set(ctx.workspace.id, found);
	return found;
}
