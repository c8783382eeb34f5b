import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { compileRule } from "@/lib/rules/compile/compile-rule";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import { type ServedPointer, servedMembershipSql } from "@/lib/rules/compile/served-membership-sql";
import { toPointer } from "@/lib/rules/compile/served-pointer";
import { type SegmentRule, segmentRule } from "@/lib/rules/rule";
import { scopeOf } from "@/lib/rules/server/scope-of";
import type { Context } from "@/lib/workspaces/server/context";

const compare = defineQuery({
	name: "segments.test_recount",
	row: z.object({
		served: z.coerce.number(),
		missing: z.array(z.number()),
		wrong: z.array(z.number()),
	}),
	build: ({ rule, scope, pointer }: { rule: SegmentRule; scope: CompileScope; pointer: ServedPointer }) => {
		const binder = new SqlBinder();
		const { withClause, matching } = compileRule(rule, scope, binder);
		const served = servedMembershipSql(binder, scope.ws, pointer);
		return binder.finish(`${withClause}, ${matching} AS counted, ${served} AS stored
			SELECT bitmapCardinality(stored) AS served, bitmapToArray(bitmapAndnot(counted, stored)) AS missing,
				bitmapToArray(bitmapAndnot(stored, counted)) AS wrong`);
	},
});

export type Recount = {
	name: string;
	asOf: Date;
	size: number;
	served: number;
	missing: readonly number[];
	wrong: readonly number[];
};

/**
 * What is served of a segment beside a count of the whole history as of the same instant, without any snapshot. The two
 * agree when nothing is on its way any more.
 */
export async function recountSegment(ctx: Context, segmentId: string): Promise<Recount> {
	const segment = await ctx.db.segment.findUniqueOrThrow({ where: { id: segmentId } });
	const pointer = toPointer(segment);
	if (!pointer || !segment.asOf) throw new Error(`${segment.name} was never built`);
	const version = await ctx.db.segmentVersion.findUniqueOrThrow({
		where: { segmentId_version: { segmentId, version: pointer.version } },
	});
	const rule = segmentRule.parse(version.rule);
	const scope = { ...(await scopeOf(ctx, segment.asOf, [rule])), snapshot: null };
	const [row] = await compare(ctx.warehouse, { rule, scope, pointer });
	if (!row) throw new Error("The warehouse gave no counts");
	return { name: segment.name, asOf: segment.asOf, size: segment.size ?? 0, ...row };
}
