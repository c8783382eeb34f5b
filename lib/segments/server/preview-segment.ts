import { z } from "zod";
import { type BoundSql, SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { combineRule } from "@/lib/rules/compile/combine-rule";
import { type Counted, compileRule, type Sizes, sizesOf } from "@/lib/rules/compile/compile-rule";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import { describeRule } from "@/lib/rules/describe/describe-rule";
import type { SegmentRule } from "@/lib/rules/rule";
import { askOnLastKnown } from "@/lib/rules/server/ask-on-last-known";
import { askBuiltLeaves, type BuiltLeaves, readLeaves } from "@/lib/rules/server/build-leaves";
import { previewInstant } from "@/lib/rules/server/preview-instant";
import type { PreviewInput, SegmentPreview } from "@/lib/segments/contracts";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const size = z.coerce.number();

const row = z.object({ counts: z.array(size), known: size });
const build = (asked: BoundSql) => asked;
const countWhole = defineQuery({ name: "segments.preview", row, build });
const countCached = defineQuery({ name: "segments.preview_cached", row, build });

type Statement = { asked: BoundSql; read: (row: Counted) => Sizes };

/** The rule as a statement of its own. */
function wholeStatement(rule: SegmentRule, scope: CompileScope): Statement {
	const binder = new SqlBinder();
	const compiled = compileRule(rule, scope, binder);
	const { select, read } = sizesOf(compiled);
	return { asked: binder.finish(`${compiled.withClause}\n${select}`), read };
}

/** The same over the conditions that a session keeps. */
function cachedStatement(rule: SegmentRule, built: BuiltLeaves): Statement {
	const binder = new SqlBinder();
	const { withClause, peopleOf } = readLeaves(binder, built, [rule]);
	const { select, read } = sizesOf(combineRule(rule, peopleOf));
	return { asked: binder.finish(`${withClause}\n${select}`), read };
}

/** What was counted on other facts is not found again: they may have been too few. */
function generationOf(session: string, { hasMerges, snapshot }: CompileScope): string {
	const changed = snapshot && [...snapshot.changedTraits].sort();
	const flags = snapshot && [snapshot.build, snapshot.hasNewPeople, snapshot.hasMerged];
	return JSON.stringify(["session", session, hasMerges, flags, changed]);
}

/** The exact size of a rule, and of each of its groups and conditions, in one question to the warehouse. */
export async function previewSegment(
	ctx: Context,
	input: PreviewInput,
	signal?: AbortSignal,
): Promise<SegmentPreview> {
	allow(ctx, "people.read");
	const asOf = previewInstant(ctx, input.asOf);
	const started = performance.now();
	const options = signal ? { signal } : {};
	const { answer, rule, names } = await askOnLastKnown(ctx, input.rule, asOf, async (asked, scope) => {
		const count = async (query: typeof countWhole, { asked: sql, read }: Statement) => {
			const [found] = await query(ctx.warehouse, sql, options);
			if (!found) throw new Error("The warehouse gave no sizes");
			return read(found);
		};
		if (input.session === undefined) return await count(countWhole, wholeStatement(asked, scope));
		const generation = generationOf(input.session, scope);
		return await askBuiltLeaves(ctx, [asked], scope, generation, options, (built) =>
			count(countCached, cachedStatement(asked, built)),
		);
	});
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
