import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { displayPeople } from "@/lib/profiles/server/display-people";
import { compileRule } from "@/lib/rules/compile/compile-rule";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import { type ServedPointer, servedMembershipSql } from "@/lib/rules/compile/served-membership-sql";
import { toPointer } from "@/lib/rules/compile/served-pointer";
import type { SegmentRule } from "@/lib/rules/rule";
import type { RuleComparison } from "@/lib/segments/insights-contracts";
import { describeChange } from "@/lib/segments/large-change";
import { openRule } from "@/lib/segments/server/open-rule";
import { requireSegment } from "@/lib/segments/server/segment-row";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const count = z.coerce.number();
const named = 10;

const compare = defineQuery({
	name: "segments.compare_versions",
	row: z.object({
		before: count,
		after: count,
		staying: count,
		entering: z.array(z.number()),
		leaving: z.array(z.number()),
	}),
	build: ({
		rule,
		scope,
		pointer,
	}: {
		rule: SegmentRule;
		scope: CompileScope;
		pointer: ServedPointer | null;
	}) => {
		const binder = new SqlBinder();
		const { withClause, matching } = compileRule(rule, scope, binder);
		const served = pointer
			? servedMembershipSql(binder, scope.ws, pointer)
			: "bitmapBuild(emptyArrayUInt32())";
		// Known people first, then in an order that is stable and does not reveal when they came.
		const some = (people: string) => `arraySlice(arraySort(
	uid -> (NOT bitmapContains(known_once, uid), intHash32(uid), uid), bitmapToArray(${people})), 1, ${named})`;
		return binder.finish(`${withClause}, ${matching} AS after_people, ${served} AS before_people
SELECT bitmapCardinality(before_people) AS before, bitmapCardinality(after_people) AS after,
	bitmapAndCardinality(before_people, after_people) AS staying,
	${some("bitmapAndnot(after_people, before_people)")} AS entering,
	${some("bitmapAndnot(before_people, after_people)")} AS leaving`);
	},
});

/** Who would enter and who would leave what is served now, if this rule were saved and built at once. */
export async function compareVersions(
	ctx: Context,
	segmentId: string,
	given: { rule: unknown },
	signal?: AbortSignal,
): Promise<RuleComparison> {
	allow(ctx, "people.read");
	const segment = await requireSegment(ctx, ctx.db, segmentId);
	const { rule, scope } = await openRule(ctx, given.rule);
	const pointer = toPointer(segment);
	const [answer] = await compare(ctx.warehouse, { rule, scope, pointer }, signal ? { signal } : {});
	if (!answer) throw new Error("The warehouse gave no counts");
	const { before, after, staying } = answer;
	const people = await displayPeople(ctx, [...answer.entering, ...answer.leaving]);
	const pick = (uids: readonly number[]) => people.filter(({ uid }) => uids.includes(uid));
	return {
		asOf: ctx.now.toISOString(),
		before: pointer ? before : null,
		after,
		staying,
		entering: { count: after - staying, people: pick(answer.entering) },
		leaving: { count: before - staying, people: pick(answer.leaving) },
		warning: pointer ? describeChange({ before, after, staying }) : null,
	};
}
