import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { readSnapshot } from "@/lib/profiles/server/read-snapshot";
import { combineRule } from "@/lib/rules/compile/combine-rule";
import { compileRule, sizesOf } from "@/lib/rules/compile/compile-rule";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import { describeRule } from "@/lib/rules/describe/describe-rule";
import type { SegmentRule } from "@/lib/rules/rule";
import { type BuiltLeaves, buildLeaves, readLeaves } from "@/lib/rules/server/build-leaves";
import { previewInstant } from "@/lib/rules/server/preview-instant";
import { requireRecentRule } from "@/lib/rules/server/require-rule";
import { scopeOf } from "@/lib/rules/server/scope-of";
import type { PreviewInput, SegmentPreview } from "@/lib/segments/contracts";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const size = z.coerce.number();
const sizes = z.object({
	total: size,
	known: size,
	base: size,
	sizes: z.array(size),
	left: z.array(size),
});

const countRule = defineQuery({
	name: "segments.preview",
	row: sizes,
	build: ({ rule, scope }: { rule: SegmentRule; scope: CompileScope }) => {
		const binder = new SqlBinder();
		const compiled = compileRule(rule, scope, binder);
		return binder.finish(`${compiled.withClause}\n${sizesOf(compiled)}`);
	},
});

const countCached = defineQuery({
	name: "segments.preview_cached",
	row: sizes,
	build: ({ rule, built }: { rule: SegmentRule; built: BuiltLeaves }) => {
		const binder = new SqlBinder();
		const { withClause, peopleOf } = readLeaves(binder, built, [rule]);
		return binder.finish(`${withClause}\n${sizesOf(combineRule(rule, peopleOf))}`);
	},
});

/** The exact size of a rule, and of each of its groups and conditions, in one question to the warehouse. */
export async function previewSegment(
	ctx: Context,
	input: PreviewInput,
	signal?: AbortSignal,
): Promise<SegmentPreview> {
	allow(ctx, "people.read");
	const asOf = previewInstant(ctx, input.asOf);
	const started = performance.now();
	// Neither hangs on the other.
	const [{ rule, names }, snapshot] = await Promise.all([
		requireRecentRule(ctx, input.rule),
		readSnapshot(ctx, asOf),
	]);
	const scope = await scopeOf(ctx, asOf, [rule], snapshot);
	const options = signal ? { signal } : {};
	let answer: z.infer<typeof sizes> | undefined;
	if (input.session === undefined) [answer] = await countRule(ctx.warehouse, { rule, scope }, options);
	else {
		const built = await buildLeaves(ctx, [rule], scope, `session ${input.session}`, options);
		[answer] = await countCached(ctx.warehouse, { rule, built }, options);
	}
	if (!answer) throw new Error("The warehouse gave no sizes");
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
