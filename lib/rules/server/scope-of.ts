import { readChangesSince } from "@/lib/profiles/server/read-snapshot";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import { mentionsOf } from "@/lib/rules/mentions";
import type { SegmentRule } from "@/lib/rules/rule";
import { readQueryBasis, scopeOn } from "@/lib/rules/server/read-query-basis";
import { readTypedProperties } from "@/lib/rules/server/read-typed-properties";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * The compile scope of this workspace's rules, as of an instant: the served membership of the segments they
 * build on, the current build of their lists, and who has the addresses they name. Read again for each query,
 * because all of these change. Refuses rules on a segment or a list that was never built: its people are
 * unknown.
 */
export async function scopeOf(
	ctx: Context,
	asOf: Date,
	rules: readonly SegmentRule[] = [],
): Promise<CompileScope> {
	const mentions = mentionsOf(rules);
	const [standing, typed] = await Promise.all([
		readQueryBasis(ctx, mentions),
		readTypedProperties(ctx.warehouse),
	]);
	return scopeOn(ctx, asOf, {
		standing,
		mentions,
		typed,
		since: await readChangesSince(ctx, standing.stored),
	});
}
