import type { CompileScope } from "@/lib/segments/compile-scope";
import type { SegmentRule } from "@/lib/segments/rule";
import { requireRule } from "@/lib/segments/server/require-rule";
import { scopeOf } from "@/lib/segments/server/scope-of";
import type { Context } from "@/lib/workspaces/server/context";

/** A rule that was checked, with what it is compiled for as of an instant; refuses one with problems. */
export async function openRule(
	ctx: Context,
	given: unknown,
	asOf: Date = ctx.now,
): Promise<{ rule: SegmentRule; scope: CompileScope }> {
	const rule = await requireRule(ctx, given);
	return { rule, scope: await scopeOf(ctx, asOf, [rule]) };
}
