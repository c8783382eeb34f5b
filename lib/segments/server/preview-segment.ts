import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { compileSizes } from "@/lib/segments/compile-rule";
import type { CompileScope } from "@/lib/segments/compile-scope";
import type { PreviewInput, SegmentPreview } from "@/lib/segments/contracts";
import { describeRule } from "@/lib/segments/describe-rule";
import type { SegmentRule } from "@/lib/segments/rule";
import { requireRule } from "@/lib/segments/server/require-rule";
import { scopeOf } from "@/lib/segments/server/scope-of";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const size = z.coerce.number();

const countRule = defineQuery({
	name: "segments.preview",
	row: z.object({ total: size, known: size, base: size, sizes: z.array(size) }),
	build: ({ rule, scope }: { rule: SegmentRule; scope: CompileScope }) => compileSizes(rule, scope),
});

/** The instant a preview is asked for; not later than now, because nobody knows tomorrow's events. */
export function previewInstant(ctx: Context, asOf: string | undefined): Date {
	if (asOf === undefined) return ctx.now;
	const instant = new Date(asOf);
	const latest = ctx.now.getTime() + 5 * 60_000;
	if (instant.getTime() <= latest && instant.getTime() >= Date.UTC(1900, 0, 1)) return instant;
	throw new AppError("invalid", "A preview cannot be as of a later time than now.", {
		issues: [{ path: "asOf", message: "must not be later than now" }],
	});
}

/** The exact size of a rule, and of each of its groups and conditions, in one question to the warehouse. */
export async function previewSegment(
	ctx: Context,
	input: PreviewInput,
	signal?: AbortSignal,
): Promise<SegmentPreview> {
	allow(ctx, "segments.read");
	const asOf = previewInstant(ctx, input.asOf);
	const started = performance.now();
	const [rule, scope] = await Promise.all([requireRule(ctx, input.rule), scopeOf(ctx, asOf)]);
	const [answer] = await countRule(ctx.warehouse, { rule, scope }, signal ? { signal } : {});
	if (!answer) throw new Error("The warehouse gave no sizes");
	const { paths } = compileSizes(rule, scope);
	return {
		asOf: asOf.toISOString(),
		total: answer.total,
		known: answer.known,
		anonymous: answer.total - answer.known,
		base: answer.base,
		nodes: paths.map((path, index) => ({ path, size: answer.sizes[index] ?? 0 })),
		description: describeRule(rule),
		tookMs: Math.round(performance.now() - started),
	};
}
