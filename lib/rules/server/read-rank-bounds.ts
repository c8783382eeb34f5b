import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { universeSql } from "@/lib/profiles/universe-sql";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import type { Moment } from "@/lib/rules/leaf-kind";
import { rankBoundSql } from "@/lib/rules/leaves/rank/compile-rank";
import { rankKey, readRankBound } from "@/lib/rules/leaves/rank/rank-bound";
import { leavesOf } from "@/lib/rules/needs";
import type { RankLeaf, SegmentRule } from "@/lib/rules/rule";
import type { Context } from "@/lib/workspaces/server/context";

const readBounds = defineQuery({
	name: "segments.rank_bounds",
	row: z.object({ bounds: z.array(z.string().nullable()) }),
	build: ({ ranks, scope }: { ranks: readonly RankLeaf[]; scope: CompileScope }) => {
		const binder = new SqlBinder();
		const everyone = universeSql(binder, scope);
		const bounds = ranks.map((leaf) => rankBoundSql(leaf, binder, scope));
		return binder.finish(`WITH ${everyone} AS everyone SELECT [${bounds.join(", ")}] AS bounds`);
	},
});

/** The boundary of each rank of a rule, which depends on everyone; null where no one has a value. */
export async function readRankBounds(
	ctx: Context,
	rule: SegmentRule,
	scope: CompileScope,
): Promise<Moment["rankBounds"]> {
	const ranks = leavesOf(rule).filter((leaf) => leaf.kind === "rank");
	if (ranks.length === 0) return new Map();
	const [answer] = await readBounds(ctx.warehouse, { ranks, scope });
	if (!answer) throw new Error("The warehouse gave no boundaries");
	return new Map(
		ranks.map((leaf, index) => [rankKey(leaf), readRankBound(leaf, answer.bounds[index] ?? null)]),
	);
}
