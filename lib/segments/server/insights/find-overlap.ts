import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { type ServedPointer, servedMembershipsSql } from "@/lib/rules/compile/served-membership-sql";
import { toPointer } from "@/lib/rules/compile/served-pointer";
import { exclusiveIntersections } from "@/lib/segments/exclusive-intersections";
import type { Overlap } from "@/lib/segments/insights-contracts";
import { requireLargeGroups } from "@/lib/workspaces/people-count";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const countShared = defineQuery({
	name: "segments.overlap",
	row: z.object({ shared: z.array(z.coerce.number()), total: z.coerce.number() }),
	build: ({ ws, pointers }: { ws: number; pointers: ServedPointer[] }) => {
		const binder = new SqlBinder();
		// All memberships are read in one pass; one that was never built must not read as empty.
		const members = pointers.map(
			({ segmentId }, bit) =>
				`groupBitmapMergeStateIf(people, segment = ${binder.bind(segmentId, "String")}) AS m${2 ** bit}`,
		);
		const masks = Array.from({ length: 2 ** pointers.length }, (_, mask) => mask).slice(1);
		// Each combination is one step from a smaller one, so that every intersection is computed once.
		const joined = masks.flatMap((mask) => {
			const highest = 2 ** Math.floor(Math.log2(mask));
			return mask === highest ? [] : [`bitmapAnd(m${mask - highest}, m${highest}) AS m${mask}`];
		});
		const any = pointers.map((_, bit) => `m${2 ** bit}`).reduce((all, one) => `bitmapOr(${all}, ${one})`);
		const counts = masks.map((mask) => `bitmapCardinality(m${mask})`).join(", ");
		return binder.finish(`WITH ${joined.join(",\n")}
SELECT [${counts}] AS shared, bitmapCardinality(${any}) AS total
FROM (SELECT ${members.join(", ")} FROM (${servedMembershipsSql(binder, ws, pointers)})
	HAVING throwIf(count() < ${pointers.length}, 'This membership was never built') = 0)`);
	},
});

/** How many people are in exactly which of some segments, as served, in one warehouse query. */
export async function findOverlap(
	ctx: Context,
	{ ids }: { ids: readonly string[] },
	signal?: AbortSignal,
): Promise<Overlap> {
	allow(ctx, "segments.read");
	const rows = await ctx.db.segment.findMany({
		where: { workspaceId: ctx.workspace.id, id: { in: [...ids] } },
	});
	const segments = ids.map((id) => {
		const row = rows.find((one) => one.id === id);
		if (!row) throw new AppError("not_found", "One of these segments is not in this workspace.");
		const pointer = toPointer(row);
		if (!pointer || !row.asOf) {
			throw new AppError("precondition", `“${row.name}” has not been computed yet: refresh it first.`, {
				issues: [{ path: "ids", message: `${row.name} was never built` }],
			});
		}
		return { row, pointer, asOf: row.asOf };
	});
	const pointers = segments.map(({ pointer }) => pointer);
	const question = { ws: ctx.workspace.number, pointers };
	const [answer] = await countShared(ctx.warehouse, question, signal ? { signal } : {});
	if (!answer) throw new Error("The warehouse gave no counts");
	const exact = exclusiveIntersections([0, ...answer.shared]);
	requireLargeGroups(ctx, exact.slice(1));
	const intersections = exact
		.map((count, mask) => ({ ids: ids.filter((_, bit) => (mask & (2 ** bit)) !== 0), count }))
		.filter(({ ids: inAll, count }) => inAll.length > 0 && count > 0)
		.sort((a, b) => b.count - a.count || a.ids.length - b.ids.length);
	return {
		asOf: ctx.now.toISOString(),
		segments: segments.map(({ row, asOf }, bit) => ({
			id: row.id,
			name: row.name,
			size: answer.shared[2 ** bit - 1] ?? 0,
			asOf: asOf.toISOString(),
		})),
		intersections,
		total: answer.total,
	};
}
