import { z } from "zod";
import { type BoundSql, SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { combineRule } from "@/lib/rules/compile/combine-rule";
import { sizesOf } from "@/lib/rules/compile/compile-rule";
import { describeRule } from "@/lib/rules/describe/describe-rule";
import { previewInstant } from "@/lib/rules/server/preview-instant";
import { queryOnLastKnown } from "@/lib/rules/server/query-on-last-known";
import { queryPeople } from "@/lib/rules/server/query-people";
import type { PreviewInput, SegmentPreview } from "@/lib/segments/contracts";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const size = z.coerce.number();

type PreviewQuery = { bound: BoundSql };
const row = z.object({ counts: z.array(size), known: size });
const build = ({ bound }: PreviewQuery) => bound;
const countWhole = defineQuery({ name: "segments.preview", row, build });
const countCached = defineQuery({ name: "segments.preview_cached", row, build });

/** The exact size of a rule, and of each of its groups and conditions, in one warehouse query. */
export async function previewSegment(
	ctx: Context,
	input: PreviewInput,
	signal?: AbortSignal,
): Promise<SegmentPreview> {
	allow(ctx, "people.read");
	const asOf = previewInstant(ctx, input.asOf);
	const started = performance.now();
	const options = signal ? { signal } : {};
	const { session } = input;
	const count = session === undefined ? countWhole : countCached;
	const { answer, rule, names } = await queryOnLastKnown(ctx, input.rule, asOf, (lastKnown, scope) =>
		queryPeople(ctx, { rule: lastKnown, scope, session }, options, async (readRule) => {
			const binder = new SqlBinder();
			const compiled = readRule(binder);
			const { select, read } = sizesOf(compiled);
			const bound = binder.finish(`${compiled.withClause}\n${select}`);
			const [found] = await count(ctx.warehouse, { bound }, options);
			if (!found) throw new Error("The warehouse gave no sizes");
			return read(found);
		}),
	);
	const { nodes, steps } = combineRule(rule, () => "");
	const { total, known, base, sizes: ofNodes, left } = answer;
	return {
		asOf: asOf.toISOString(),
		total,
		known,
		anonymous: total - known,
		base,
		nodes: nodes.map(({ path }, index) => ({ path, size: ofNodes[index] ?? 0 })),
		steps: steps.map(({ path }, index) => ({ path, left: left[index] ?? 0 })),
		description: describeRule(rule, names),
		tookMs: Math.round(performance.now() - started),
	};
}
