import { followingOf, needsOfRule } from "@/lib/rules/following";
import type { Passed } from "@/lib/rules/server/find-passed";
import type { PassedDates } from "@/lib/rules/server/find-passed-dates";
import type { RecordedRow } from "@/lib/rules/server/find-recorded";
import { isNeeded } from "@/lib/rules/server/find-recorded";
import type { Live } from "@/lib/segments/server/refresh/live-segments";

/** A segment that depends on everyone's numbers, some of which may have changed since it was computed. */
export type Concern = {
	live: Live;
	/** Whether a relevant row was recorded; otherwise only time has passed. */
	hasNews: boolean;
	/** When time passed something it watches, as far as that is known. */
	instants: ReadonlySet<number>;
};

export type Waiting = { live: Live; hasNews: boolean };

type Found = {
	/** Recorded rows that no tick has processed. */
	unseen: ReadonlyMap<number, readonly RecordedRow[]>;
	passed: Passed;
	dates: PassedDates;
};

/** Which segments with ranks what a tick has found concerns, and those that wait already. */
export function findConcerns(
	{ inStep, waiting }: { inStep: readonly Live[]; waiting: readonly Waiting[] },
	{ unseen, passed, dates }: Found,
): Concern[] {
	const ranked = inStep.filter(({ rule }) => followingOf(rule).hangsOnAll !== undefined);
	if (ranked.length + waiting.length === 0) return [];
	const rows = [...unseen.values()].flat();
	const hasNewsFor = ({ rule }: Live) => rows.some((row) => isNeeded(row, needsOfRule(rule)));
	const concerned = ranked.flatMap((live): Concern[] => {
		const { hangsOnAll } = followingOf(live.rule);
		const needs = needsOfRule(live.rule);
		// Others may be of an earlier instant than this one.
		const from = live.segment.asOf?.getTime() ?? 0;
		const instants = new Set([...passed.instantsOf(needs, from), ...dates.instantsOf(needs, from)]);
		const hasNews = hasNewsFor(live);
		// Numbers that grow on their own change at instants that belong to no one.
		if (hangsOnAll === "time") return [{ live, hasNews, instants: new Set() }];
		return hasNews || instants.size > 0 ? [{ live, hasNews, instants }] : [];
	});
	return [
		...concerned,
		...waiting.map(
			({ live, hasNews }): Concern => ({ live, hasNews: hasNews || hasNewsFor(live), instants: new Set() }),
		),
	];
}

/** Whether numbers that grow on their own would be recomputed only because time has passed. */
export function isForTime({ live, hasNews }: Pick<Concern, "live" | "hasNews">): boolean {
	return !hasNews && followingOf(live.rule).hangsOnAll === "time";
}
