import { readChangesSince } from "@/lib/profiles/server/read-snapshot";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import { mentionsOf } from "@/lib/rules/mentions";
import type { SegmentRule } from "@/lib/rules/rule";
import { readQueryBasis, scopeOn } from "@/lib/rules/server/read-query-basis";
import { readTypedProperties } from "@/lib/rules/server/read-typed-properties";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * What rules of this workspace are compiled for, as of an instant: which membership is served of the segments they build
 * on, which build of their lists is current, and who has the addresses they name. Read anew for each question, because
 * all of these move. Refuses rules on a segment or a list that was never built: no one knows its people.
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
