import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import { type Evaluation, evaluateRule, momentAt } from "@/lib/rules/evaluate/evaluate-rule";
import type { PersonHistory } from "@/lib/rules/evaluate/person-history";
import type { Moment } from "@/lib/rules/leaf-kind";
import { leavesOf, needsOf } from "@/lib/rules/needs";
import type { SegmentRule } from "@/lib/rules/rule";
import { readPeople } from "@/lib/rules/server/read-people";
import { readRankBounds } from "@/lib/rules/server/read-rank-bounds";
import { readSets } from "@/lib/rules/server/read-sets";
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
