import type { SqlBinder } from "@/lib/kernel/sql-binder";
import type { QueryOptions } from "@/lib/platform/warehouse/define-query";
import { combineRule } from "@/lib/rules/compile/combine-rule";
import { type CompiledRule, compileRule } from "@/lib/rules/compile/compile-rule";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import type { SegmentRule } from "@/lib/rules/rule";
import { queryBuiltLeaves, readLeaves } from "@/lib/rules/server/build-leaves";
import type { Context } from "@/lib/workspaces/server/context";

/** The people of a rule for the head of a statement, as `compileRule` gives them. */
export type ReadRule = (binder: SqlBinder) => CompiledRule;

/**
 * Queries the people of a rule: computed by the statement itself, or, within a builder session, from the
 * conditions that the session has counted already, plus new ones.
 */
export async function queryPeople<Answer>(
	ctx: Context,
	{ rule, scope, session }: { rule: SegmentRule; scope: CompileScope; session: string | undefined },
	options: QueryOptions,
	ask: (read: ReadRule) => Promise<Answer>,
): Promise<Answer> {
	if (session === undefined) return await ask((binder) => compileRule(rule, scope, binder));
	return await queryBuiltLeaves(ctx, [rule], scope, generationOf(session, scope), options, (built) =>
		ask((binder) => {
			const { withClause, peopleOf } = readLeaves(binder, built, [rule]);
			return { ...combineRule(rule, peopleOf), withClause };
		}),
	);
}

/** What was counted on other facts is not found again: they may have been too few. */
function generationOf(session: string, { hasMerges, snapshot }: CompileScope): string {
	const changed = snapshot && [...snapshot.changedTraits].sort();
	const flags = snapshot && [snapshot.build, snapshot.hasNewPeople, snapshot.hasMerged];
	return JSON.stringify(["session", session, hasMerges, flags, changed]);
}
