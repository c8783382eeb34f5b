import type { CompileScope } from "@/lib/segments/compile-scope";
import { type Evaluation, evaluateRule, momentAt } from "@/lib/segments/evaluate-rule";
import type { Moment } from "@/lib/segments/leaf-kind";
import type { PersonHistory } from "@/lib/segments/person-history";
import type { SegmentRule } from "@/lib/segments/rule";
import { leavesOf, needsOf } from "@/lib/segments/rule-needs";
import { readPeople } from "@/lib/segments/server/read-people";
import { readRankBounds } from "@/lib/segments/server/read-rank-bounds";
import { readSets } from "@/lib/segments/server/read-sets";
import type { Context } from "@/lib/workspaces/server/context";

export type EvaluatedPerson = { history: PersonHistory; evaluation: Evaluation };

/** What a rule says of some people, each by the root's number; of those who do not exist, nothing. */
export async function evaluatePeople(
	ctx: Context,
	rule: SegmentRule,
	scope: CompileScope,
	uids: readonly number[],
): Promise<{ moment: Moment; people: Map<number, EvaluatedPerson> }> {
	const histories = await readPeople(ctx, uids, needsOf(leavesOf(rule)));
	const [sets, rankBounds] = await Promise.all([
		readSets(ctx, scope, [...histories.keys()]),
		readRankBounds(ctx, rule, scope),
	]);
	const moment = momentAt(scope.asOf, scope.timeZone, {
		sessionGapMs: scope.sessionGapMs,
		sets,
		rankBounds,
	});
	const people = new Map<number, EvaluatedPerson>();
	for (const [uid, history] of histories) {
		people.set(uid, { history, evaluation: evaluateRule(rule, history, moment) });
	}
	return { moment, people };
}
