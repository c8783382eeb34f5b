import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import type { SegmentRule } from "@/lib/rules/rule";
import { requireRule } from "@/lib/rules/server/require-rule";
import { scopeOf } from "@/lib/rules/server/scope-of";
import type { Context } from "@/lib/workspaces/server/context";

/** A checked rule, with its compile scope as of an instant; refuses one with problems. */
export async function openRule(
	ctx: Context,
	given: unknown,
	asOf: Date = ctx.now,
): Promise<{ rule: SegmentRule; scope: CompileScope }> {
	const rule = await requireRule(ctx, given);
	return { rule, scope: await scopeOf(ctx, asOf, [rule]) };
}
